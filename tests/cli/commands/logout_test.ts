import assert from "node:assert/strict";
import { startAnsweringServer } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

Deno.test("logout: says which account later commands use", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  for (const email of ["anna@x.org", "ben@x.org"]) {
    await device.logIn(await circle.join({ email }), circle.url);
  }
  const { code, stderr } = await device.run(["logout"]);
  assert.equal(code, 0);
  assert.equal(
    stderr,
    `You are logged out of ${circle.url}.\nCommands now use anna@x.org at ${circle.url}.\n`,
  );
});

Deno.test("logout ACCOUNT: ends the named session, at its server, and no other", async () => {
  await using home = await startCircle();
  await using away = await startCircle();
  await using device = await makeDevice();
  const anna = await away.join({ email: "anna@x.org" });
  await device.logIn(anna, away.url);
  await device.logIn(await home.join({ email: "ben@x.org" }), home.url);
  const { sessions: [, { access_token }] } = await device.readConfig();
  const { code, stderr } = await device.run(["logout", "anna"]);
  assert.equal(code, 0, stderr);
  assert.equal(
    stderr,
    `You are logged out of ${away.url}.\nCommands now use ben@x.org at ${home.url}.\n`,
  );
  assert.equal((await away.call("GET", "/profile", { token: access_token })).status, 401);
  assert.equal((await device.run(["whoami"])).code, 0);
  assert.equal((await device.run(["logout", "anna"])).code, 6);
});

Deno.test("logout --local: forgets the session of a server that is gone", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  const gone = await startAnsweringServer(() => new Response());
  await gone[Symbol.asyncDispose]();
  await device.editSession({ server: gone.url });
  const unreachable = await device.run(["logout"]);
  assert.equal(unreachable.code, 3);
  assert.match(unreachable.stderr, /If the server is gone for good: circle logout --local\n$/);
  const { code, stderr } = await device.run(["logout", "--local"]);
  assert.equal(code, 0);
  assert.match(stderr, /^The session is removed from this device\. At http/);
  assert.deepEqual((await device.readConfig()).sessions, []);
});

Deno.test("logout --local: refuses a token from the environment", async () => {
  await using device = await makeDevice();
  const env = { CIRCLE_SERVER: "http://127.0.0.1:9", CIRCLE_TOKEN: "a-secret" };
  assert.equal((await device.run(["logout", "--local"], { env })).code, 2);
});
