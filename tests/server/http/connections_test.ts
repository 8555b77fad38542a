import assert from "node:assert/strict";
import { listen } from "../../../server/http/listen.ts";
import { startSelfCheck } from "../../../server/http/self_check.ts";
import { startCircle } from "../../support/circle.ts";
import { pause } from "../../support/pause.ts";
import { openConnection } from "../../support/raw_connection.ts";
import { readListeningUrl, spawnServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { waitFor } from "../../support/wait_for.ts";

const GET_BIG_FILE = "GET /docs/swagger-ui.js HTTP/1.1\r\nHost: x\r\n\r\n";

Deno.test("a client that does not read its answers is disconnected", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0, sendTimeout: 200 });
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

Deno.test("stop: ends a request that is never answered", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0 });
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
  const listener = await listen({ host: "127.0.0.1", port: 0 });
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

Deno.test({
  name: "after more connections than descriptors the server still accepts, or ends",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using folder = await makeTempFolder();
    const limit = ["sh", "-c", 'ulimit -n 256 && exec "$@"', "sh"];
    const process = spawnServerProcess(folder.path, {}, { wrapper: limit });
    const end = process.status.then(({ code }) => ({ code }));
    const url = (await readListeningUrl(process.stdout))!;
    const connections = await connectOften(url, 316);
    await pause(500);
    for (const connection of connections) connection.close();
    // If all arrive before one is counted, the server ends, and its supervisor restarts it.
    const outcome = await waitFor("an answer or an end", () =>
      Promise.race([
        end,
        fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) })
          .then((response) => response.text()).catch(() => undefined),
      ]));
    if (typeof outcome === "string") process.kill("SIGKILL");
    const log = await new Response(process.stderr).text();
    if (typeof outcome !== "string") {
      assert.equal(outcome.code, 1);
      assert.match(log, /no longer accepts connections/);
    }
    await end;
  },
});

Deno.test({
  name: "near the limit of descriptors connections are refused, and accepted again later",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using folder = await makeTempFolder();
    const limit = ["sh", "-c", 'ulimit -n 128 && exec "$@"', "sh"];
    const process = spawnServerProcess(folder.path, {}, { wrapper: limit });
    const url = (await readListeningUrl(process.stdout))!;
    const answered = await countAnswered(url, 110);
    assert.ok(answered >= 64 && answered < 110, `${answered} were answered`);
    // It takes the server a moment to notice that the connections are closed.
    await waitFor("room again", async () => await countAnswered(url, 20) === 20 || undefined);
    process.kill("SIGTERM");
    await process.stderr.cancel();
    assert.equal((await process.status).code, 0);
  },
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

/** Opens connections one after another, and counts those that are answered. */
async function countAnswered(url: string, count: number): Promise<number> {
  using connections = new DisposableStack();
  let answered = 0;
  for (let at = 0; at < count; at++) {
    const connection = connections.use(await openConnection(url));
    const answer = connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
      .then(() => connection.readAnswer()).catch(() => undefined); // it was closed at once
    if ((await answer)?.status === 200) answered++;
  }
  return answered;
}

/** Opens connections and sends nothing on them. */
async function connectOften(url: string, count: number): Promise<Deno.Conn[]> {
  const { hostname, port } = new URL(url);
  const connections: Deno.Conn[] = [];
  for (let at = 0; at < count; at++) {
    connections.push(await Deno.connect({ hostname, port: Number(port) }));
  }
  return connections;
}
