import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("login --with-token: saves a script token once the server has named its account", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const { token } = await anna.client.createToken({ body: { name: "photo wall" } });
  const login = ["login", "--server", circle.url, "--with-token"];
  assert.equal((await device.run(login, { input: "not-a-token\n" })).code, 4);
  assert.equal((await device.run(login, { input: "" })).code, 4);
  await assert.rejects(Deno.lstat(device.configFile), Deno.errors.NotFound);
  assert.equal((await device.run(login, { input: `${token}\n` })).code, 0);
  const { stdout } = await device.run(["whoami", "--json"]);
  assert.equal(JSON.parse(stdout).email, anna.email);
});

Deno.test("logout: with a script token only removes it from this device", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const { token } = await anna.client.createToken({ body: { name: "photo wall" } });
  await device.run(["login", "--server", circle.url, "--with-token"], { input: token });
  assert.equal((await device.run(["logout"])).code, 0);
  assert.deepEqual((await device.readConfig()).sessions, []);
  assert.equal((await circle.call("GET", "/profile", { token })).status, 200);
});

Deno.test("logout: ends the session at the server and in the config file", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const { sessions: [{ access_token }] } = await device.readConfig();
  const { code, stderr } = await device.run(["logout"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: `You are logged out of ${circle.url}.\n` });
  assert.deepEqual((await device.readConfig()).sessions, []);
  const { status } = await circle.call("GET", "/profile", { token: access_token });
  assert.equal(status, 401);
  assert.equal((await device.run(["logout", "--server", circle.url])).code, 4);
});

Deno.test("logout: removes a session that has already ended", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  await anna.client.logout({ query: { scope: "all" } });
  assert.equal((await device.run(["logout"])).code, 0);
  assert.deepEqual((await device.readConfig()).sessions, []);
});

Deno.test("logout: --others ends the other sessions, --all ends all", async () => {
  await using circle = await startCircle();
  await using laptop = await makeDevice();
  await using phone = await makeDevice();
  const anna = await circle.join();
  for (const device of [laptop, phone]) await device.logIn(anna, circle.url);
  assert.equal((await laptop.run(["logout", "--others"])).code, 0);
  assert.equal((await phone.run(["whoami"])).code, 4);
  assert.equal((await laptop.run(["whoami"])).code, 0);
  await phone.logIn(anna, circle.url);
  assert.equal((await laptop.run(["logout", "--all"])).code, 0);
  assert.equal((await phone.run(["whoami"])).code, 4);
  assert.equal((await laptop.run(["logout", "--all", "--others"])).code, 2);
});

Deno.test("login: again as the same account replaces its session, and keeps the others", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ email: "anna@example.org" });
  const ben = await circle.join({ email: "ben@example.org" });
  for (const person of [anna, ben, anna]) await device.logIn(person, circle.url);
  const { sessions } = await device.readConfig();
  assert.deepEqual(
    sessions.map(({ email }: { email: string }) => email),
    ["anna@example.org", "ben@example.org"],
  );
});

Deno.test("login: --json prints the profile", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { id, email, password } = await circle.join();
  const { stdout } = await device.run(
    ["login", "--json", "--server", circle.url, "--email", email, "--password-stdin"],
    { input: password },
  );
  assert.equal(JSON.parse(stdout).id, id);
});
