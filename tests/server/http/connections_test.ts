import assert from "node:assert/strict";
import { listen } from "../../../server/http/listen.ts";
import { startSelfCheck } from "../../../server/http/self_check.ts";
import { CONNECTION_LIMIT } from "../../support/connection_limit.ts";
import { startCircle } from "../../support/circle.ts";
import { pause } from "../../support/pause.ts";
import { openConnection } from "../../support/raw_connection.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

const GET_BIG_FILE = "GET /docs/swagger-ui.js HTTP/1.1\r\nHost: x\r\n\r\n";

Deno.test("a client that does not read its answers is disconnected", async () => {
  const listener = await listen({
    host: "127.0.0.1",
    port: 0,
    limit: CONNECTION_LIMIT,
    sendTimeout: 200,
  });
  const big = new Uint8Array(1024 * 1024);
  listener.answer(() => new Response(big));
  using stalled = await openConnection(listener.address);
  await stalled.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(12)); // more than a system buffers
  await pause(5_000);
  let answers = 0;
  while (await stalled.readAnswer()) answers++;
  assert.ok(answers < 12, `all ${answers} were kept for it`);
  await listener.stop();
});

Deno.test("a connection may rest for longer than a proxy keeps it", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0, limit: CONNECTION_LIMIT });
  listener.answer(() => new Response("here"));
  using connection = await openConnection(listener.address);
  for (const rest of [7_000, 0]) { // longer than Node's usual five seconds
    await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const answer = await connection.readAnswer();
    assert.equal(answer?.text, "here");
    const [, seconds] = /^timeout=(\d+)$/.exec(answer.headers.get("keep-alive") ?? "") ?? [];
    assert.ok(Number(seconds) > 120, "Caddy keeps it for two minutes");
    await pause(rest);
  }
  await listener.stop();
});

Deno.test("stop: ends a request that is never answered", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0, limit: CONNECTION_LIMIT });
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  listener.answer(() => {
    resolve();
    return new Promise<Response>(() => {}); // for ever
  });
  using stuck = await openConnection(listener.address);
  await stuck.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await asked;
  const startedAt = performance.now();
  await listener.stop();
  assert.ok(performance.now() - startedAt < 10_000);
});

Deno.test("the requests of a connection are answered one after another", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0, limit: CONNECTION_LIMIT });
  let open = 0;
  let most = 0;
  listener.answer(async () => {
    most = Math.max(most, ++open);
    await pause(5);
    open--;
    return new Response("done");
  });
  using connection = await openConnection(listener.address);
  await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(12));
  for (let count = 0; count < 12; count++) {
    assert.equal((await connection.readAnswer())?.status, 200);
  }
  assert.equal(most, 1);
  await listener.stop();
});

Deno.test("a connection with too many unanswered requests is closed", async () => {
  await using circle = await startCircle();
  using greedy = await openConnection(circle.url);
  await greedy.send(GET_BIG_FILE.repeat(40));
  await greedy.readToEnd();
  assert.equal((await circle.call("GET", "/health")).status, 200);
});

Deno.test("a flood of headers leaves nothing but JSON in the log", async () => {
  await using folder = await makeTempFolder();
  await using server = await startServerProcess(folder.path, { CIRCLE_LOG: "json" });
  for (const start of ["GET / HTTP/1.1\r\nHost: x\r\nX: ", "GET /"]) {
    for (let count = 0; count < 3; count++) {
      using connection = await openConnection(server.url);
      await connection.send(start + "a".repeat(4_000_000));
      await connection.readToEnd();
    }
  }
  server.kill("SIGTERM");
  await server.status;
  await server[Symbol.asyncDispose]();
  for (const line of server.log().trimEnd().split("\n")) JSON.parse(line);
});

Deno.test("self-check: reports a listener that accepts no connection, and no other", async () => {
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 }); // nobody calls accept
  const { promise, resolve } = Promise.withResolvers<string>();
  const address = `http://127.0.0.1:${silent.addr.port}`;
  const onSilence = () => resolve("reported");
  using _silentCheck = startSelfCheck({ address, interval: 50, onUnreachable: onSilence });
  assert.equal(await Promise.race([promise, pause(5_000)]), "reported");
  await using circle = await startCircle();
  const onUnreachable = () => assert.fail("a server that accepts was found unreachable");
  using _check = startSelfCheck({ address: circle.url, interval: 50, onUnreachable });
  await pause(500);
});
