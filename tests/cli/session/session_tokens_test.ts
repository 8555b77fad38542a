import assert from "node:assert/strict";
import { startAnsweringServer } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

const LONG_AGO = "2020-01-01T00:00:00.000Z";

Deno.test("an access token that has ended is renewed quietly, and the new one is kept", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  await device.editSession({ expires_at: LONG_AGO });
  circle.advance(1000); // of the same second are the same tokens
  const { sessions: [before] } = await device.readConfig();
  const { code, stderr } = await device.run(["whoami"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const { sessions: [after] } = await device.readConfig();
  assert.notEqual(after.access_token, before.access_token);
  assert.notEqual(after.refresh_token, before.refresh_token);
  assert.ok(Date.parse(after.expires_at) > Date.now());
});

Deno.test("an access token that the server refuses before its time is renewed as quietly", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  circle.advance(2 * 3600_000); // the clock of this device is two hours behind
  const { code, stderr } = await device.run(["whoami"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
});

Deno.test("a network error on the way to a new token leaves the session as it was", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using gone = await startAnsweringServer(() => new Response(null, { status: 502 }));
  await device.logIn(await circle.join(), circle.url);
  await device.editSession({ expires_at: LONG_AGO, server: gone.url });
  const before = await Deno.readTextFile(device.configFile);
  assert.equal((await device.run(["whoami"])).code, 1); // a proxy in front of a server that is down
  await gone[Symbol.asyncDispose]();
  assert.equal((await device.run(["whoami"])).code, 3);
  assert.equal((await device.run(["logout"])).code, 3);
  assert.equal(await Deno.readTextFile(device.configFile), before);
  await device.editSession({ server: circle.url });
  assert.equal((await device.run(["whoami"])).code, 0);
});

Deno.test("a session that has ended is not thrown away either: logging in again replaces it", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  await anna.client.logout({ query: { scope: "all" } });
  assert.equal((await device.run(["whoami"])).code, 4);
  assert.equal((await device.readConfig()).sessions.length, 1);
  await device.logIn(anna, circle.url);
  assert.equal((await device.readConfig()).sessions.length, 1);
  assert.equal((await device.run(["whoami"])).code, 0);
});
