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

Deno.test("self-check: reports a listener that accepts no connection, and no other", async () => {
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 }); // nobody calls accept
  const { promise, resolve } = Promise.withResolvers<void>();
  const address = `http://127.0.0.1:${silent.addr.port}`;
  using _silentCheck = startSelfCheck({ address, interval: 50, onUnreachable: resolve });
  await promise;
  await using circle = await startCircle();
  const onUnreachable = () => assert.fail("a server that accepts was found unreachable");
  using _check = startSelfCheck({ address: circle.url, interval: 50, onUnreachable });
  await pause(500);
});

/** Opens connections and sends nothing on them. */
async function connectOften(url: string, count: number): Promise<Deno.Conn[]> {
  const { hostname, port } = new URL(url);
  const connections: Deno.Conn[] = [];
  for (let at = 0; at < count; at++) {
    connections.push(await Deno.connect({ hostname, port: Number(port) }));
  }
  return connections;
}
