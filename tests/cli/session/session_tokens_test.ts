import assert from "node:assert/strict";
import { startAnsweringServer, startForwarding } from "../../support/answering_server.ts";
import { startCircle } from "../../support/circle.ts";
import { startCommand } from "../../support/command_process.ts";
import { makeDevice } from "../../support/device.ts";

const LONG_AGO = "2020-01-01T00:00:00.000Z";

Deno.test("an expired access token is refreshed quietly, and the new one saved", async () => {
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

Deno.test("an access token that the server refuses early is refreshed as well", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  circle.advance(2 * 3600_000); // the clock of this device is two hours behind
  const { code, stderr } = await device.run(["whoami"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
});

Deno.test("a network error during a refresh keeps the session", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await using gone = await startAnsweringServer(() => new Response(null, { status: 502 }));
  await device.logIn(await circle.join(), circle.url);
  await device.editSession({ expires_at: LONG_AGO, server: gone.url });
  const before = await Deno.readTextFile(device.configFile);
  assert.equal((await device.run(["whoami"])).code, 3); // a proxy in front of a server that is down
  await gone[Symbol.asyncDispose]();
  assert.equal((await device.run(["whoami"])).code, 3);
  assert.equal((await device.run(["logout"])).code, 3);
  assert.equal(await Deno.readTextFile(device.configFile), before);
  await device.editSession({ server: circle.url });
  assert.equal((await device.run(["whoami"])).code, 0);
});

Deno.test("an ended session stays saved until the next login replaces it", async () => {
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

Deno.test("two computers that share one config file are told why one is logged out", async () => {
  await using circle = await startCircle();
  await using laptop = await makeDevice();
  await using desktop = await makeDevice();
  await laptop.logIn(await circle.join(), circle.url);
  await Deno.mkdir(desktop.configDir);
  await Deno.copyFile(laptop.configFile, desktop.configFile);
  for (let count = 0; count < 2; count++) {
    await laptop.editSession({ expires_at: LONG_AGO });
    assert.equal((await laptop.run(["whoami"])).code, 0);
  }
  await desktop.editSession({ expires_at: LONG_AGO });
  const { code, stderr } = await desktop.run(["whoami"]);
  assert.equal(code, 4);
  assert.match(
    stderr,
    /Two computers that share one config file end each other's sessions: CIRCLE_CONFIG_DIR gives/,
  );
  assert.match(
    stderr,
    /^Sessions end after a month unused or a year, by a new password, .* who hosts the server\.$/m,
  );
});

Deno.test("a command refreshes once, and makes no needless calls", async () => {
  await using circle = await startCircle();
  await using watched = await startForwarding(circle.url);
  await using device = await makeDevice();
  await device.logIn(await circle.join(), watched.url);
  await device.run(["family", "use", "anna"]);
  const listCalls = async (args: readonly string[]) => {
    const seen = watched.requests.length;
    const { code, stderr } = await device.run(args);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    return watched.requests.slice(seen).map(({ path }) => path.split("?")[0]);
  };
  await device.editSession({ expires_at: LONG_AGO });
  assert.deepEqual(await listCalls(["family", "members"]), ["/token/refresh", "/family-members"]);
  await device.editSession({ expires_at: LONG_AGO });
  assert.deepEqual(
    await listCalls(["token", "list"]),
    ["/token/refresh", "/tokens", "/families"],
  );
  circle.advance(2 * 3600_000);
  const refused = await listCalls(["family", "log"]);
  assert.deepEqual(refused.filter((path) => path === "/token/refresh").length, 1);
  assert.equal(refused.length, 4, refused.join()); // one was refused
});

Deno.test("family members: requests the families only when needed", async () => {
  await using circle = await startCircle();
  await using watched = await startForwarding(circle.url);
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, watched.url);
  const seen = watched.requests.length;
  await device.run(["family", "members"]);
  await device.run(["family", "members", "--family", anna.family]);
  const paths = watched.requests.slice(seen).map(({ path }) => path);
  assert.deepEqual(paths, ["/family-members", `/family-members?family=${anna.family}`]);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} while a token is refreshed waits until the new one is saved`, async () => {
    await using circle = await startCircle();
    await using device = await makeDevice();
    const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using slow = await startAnsweringServer(async ({ path, method, headers, body }) => {
      for (const name of ["connection", "host", "content-length"]) headers.delete(name);
      const response = await fetch(circle.url + path, { method, headers, body: body || undefined });
      if (path === "/token/refresh") {
        asked.resolve();
        await go.promise;
      }
      return response;
    });
    await device.logIn(await circle.join(), slow.url);
    await device.editSession({ expires_at: LONG_AGO });
    const { sessions: [before] } = await device.readConfig();
    const process = startCommand(["whoami"], device);
    await asked.promise;
    process.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    go.resolve();
    const { code } = await process.output();
    assert.equal(code, { SIGINT: 130, SIGTERM: 143 }[signal]);
    const { sessions: [after] } = await device.readConfig();
    assert.notEqual(after.refresh_token, before.refresh_token);
    assert.equal((await device.run(["whoami"])).code, 0);
  });
}

Deno.test("a signal waits a few seconds at most", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const asked = Promise.withResolvers<void>();
  await using silent = await startAnsweringServer(() => {
    asked.resolve();
    return new Promise<Response>(() => {});
  });
  await device.logIn(await circle.join(), circle.url);
  await device.editSession({ expires_at: LONG_AGO, server: silent.url });
  const process = startCommand(["whoami"], device);
  await asked.promise;
  const startedAt = Date.now();
  process.kill("SIGINT");
  const { code } = await process.output();
  assert.equal(code, 130);
  assert.ok(Date.now() - startedAt < 15_000);
});
