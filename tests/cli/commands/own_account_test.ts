import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

const NEW_PASSWORD = "another boat in the garden";

Deno.test("password change: keeps only this device logged in", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using other = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  await other.logIn(anna, circle.url);
  const change = (input: string) =>
    device.run(["password", "change", "--password-stdin"], { input });
  for (const unclear of [anna.password, `${anna.password}\n${NEW_PASSWORD}\nmore\n`]) {
    const { code, stderr } = await change(unclear);
    assert.equal(code, 2);
    assert.match(stderr, /must have two lines: the old password and the new one\./);
  }
  assert.equal((await change(`not the old one at all\n${NEW_PASSWORD}\n`)).code, 5);
  assert.equal((await other.run(["whoami"])).code, 0);
  assert.equal((await change(`${anna.password}\r\n${NEW_PASSWORD}\r\n`)).code, 0);
  assert.equal((await device.run(["whoami"])).code, 0);
  assert.equal((await other.run(["whoami"])).code, 4);
  await other.logIn({ email: anna.email, password: NEW_PASSWORD }, circle.url);
});

Deno.test("profile delete: needs a yes and the password, and removes the login", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const remove = (input: string, ...args: string[]) =>
    device.run(["profile", "delete", "--password-stdin", ...args], { input });
  assert.equal((await remove(anna.password)).code, 2);
  assert.equal((await remove("not the password at all", "--yes")).code, 5);
  assert.equal((await anna.client.getProfile({})).id, anna.id);
  const { code, stderr } = await remove(`${anna.password}\n`, "--yes");
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "Your account is deleted.\n" });
  assert.deepEqual((await device.readConfig()).sessions, []);
  const { email, password } = anna;
  assert.equal((await circle.call("POST", "/login", { body: { email, password } })).status, 401);
});

Deno.test("profile edit: changes the name that others see", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  assert.equal((await device.run(["profile", "edit", "--name", "Anne"])).code, 0);
  assert.equal((await anna.client.getProfile({})).name, "Anne");
});

Deno.test("profile edit: another email needs the password, and the saved session gets it", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  const edit = ["profile", "edit", "--email", "anna.berg@example.net", "--password-stdin"];
  assert.equal((await device.run(edit, { input: "wrong" })).code, 5);
  const { code, stdout, stderr } = await device.run(edit, { input: anna.password });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /You log in as anna\.berg@example\.net now\./);
  assert.match(stdout, /Email +anna\.berg@example\.net/);
  const { sessions } = await device.readConfig();
  assert.deepEqual(sessions.map(({ email }: { email: string }) => email), [
    "anna.berg@example.net",
  ]);
  const typed = ["profile", "edit", "--email", "anna@example.com", "--name", "Änne"];
  const both = await device.run(typed, { typed: `wrong\r${anna.password}\r` });
  assert.equal(both.code, 0, both.stderr);
  assert.match(both.stdout, /Änne[^]*anna@example\.com/);
  const alone = await device.run(["profile", "edit", "--name", "A", "--password-stdin"]);
  assert.equal(alone.code, 2);
});
