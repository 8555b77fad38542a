import assert from "node:assert/strict";
import { startAnsweringServer } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

const ELEVEN_MINUTES = 11 * 60 * 1000;
const CREATE = ["token", "create", "photo wall"];

Deno.test("recent password: is asked for once, and the command goes on", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  circle.advance(ELEVEN_MINUTES);
  const wrong = await device.run(CREATE, { typed: "not the password at all\r" });
  assert.equal(wrong.code, 5);
  assert.match(wrong.stderr, /The password is wrong\./);
  const { code, stdout, stderr } = await device.run(CREATE, { typed: `${anna.password}\r` });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /This needs your password again\.\nPassword: /);
  assert.match(stdout, /circle_/);
  assert.ok(!stderr.includes(anna.password));
  assert.equal((await device.run(CREATE)).code, 0, "it is not needed for ten minutes");
});

Deno.test("recent password: off a terminal the error says what to do", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  circle.advance(ELEVEN_MINUTES);
  const { code, stdout, stderr } = await device.run(CREATE);
  assert.deepEqual({ code, stdout }, { code: 5, stdout: "" });
  assert.match(stderr, /Log in first: circle login --password-stdin/);
  const json = await device.run([...CREATE, "--json"]);
  assert.equal(JSON.parse(json.stderr).code, "recent_login_required");
  await device.logIn(anna, circle.url);
  assert.equal((await device.run(CREATE)).code, 0);
});

Deno.test("recent password: a call that needs no token asks for none", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const headers = { "Content-Type": "application/problem+json" };
  const problem = {
    type: "about:blank",
    title: "Forbidden",
    status: 403,
    detail: "Again, please.",
  };
  const body = JSON.stringify({ ...problem, code: "recent_login_required" });
  await using hostile = await startAnsweringServer(() =>
    new Response(body, { status: 403, headers })
  );
  const args = ["doctor", "--server", hostile.url];
  const { stderr, stdout } = await device.run(args, { typed: `${anna.password}\r` });
  assert.doesNotMatch(stderr + stdout, /needs your password/);
  for (const { body } of hostile.requests) assert.ok(!body.includes(anna.password));
});

Deno.test("logout --all and password change: end script tokens, unless --keep-tokens", async () => {
  await using circle = await startCircle();
  for (const flags of [[], ["--keep-tokens"]]) {
    await using device = await makeDevice();
    const anna = await circle.join();
    const { token } = await anna.client.createToken({ body: { name: "photo wall" } });
    const isOpen = async () => (await circle.call("GET", "/profile", { token })).status === 200;
    await device.logIn(anna, circle.url);
    const change = ["password", "change", "--password-stdin", ...flags];
    const input = `${anna.password}\na garden full of boats`;
    const { stderr } = await device.run(change, { input });
    assert.equal(await isOpen(), flags.length > 0, stderr);
    assert.equal((await device.run(["logout", "--all", ...flags])).code, 0);
    assert.equal(await isOpen(), flags.length > 0);
  }
});
