import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { memoryOf, TELLS_MEMORY } from "../../support/memory_of.ts";
import { pause } from "../../support/pause.ts";
import { openConnection, sendRaw } from "../../support/raw_connection.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { POST_LOGIN } from "./malformed_requests.ts";

const LIMIT = 64 * 1024;
/** Milliseconds: the deadline is 15 s, the rest is for a slow machine. */
const LATEST_END = 25_000;

const MEBIBYTE = 1024 * 1024;

Deno.test("a body of 64 KiB is read, one byte more is refused", async () => {
  await using circle = await startCircle();
  const { email, password } = await circle.join();
  const credentials = JSON.stringify({ email, password });
  const send = (length: number) =>
    circle.call("POST", "/login", { body: credentials.padEnd(length) });
  assert.equal((await send(LIMIT)).status, 200);
  assert.equal((await send(LIMIT + 1)).status, 413);
});

Deno.test("a chunked body over 64 KiB is refused", async () => {
  await using circle = await startCircle();
  const send = (length: number) =>
    sendRaw(
      circle.url,
      `${POST_LOGIN}Transfer-Encoding: chunked\r\n\r\n` +
        `${length.toString(16)}\r\n${" ".repeat(length)}\r\n0\r\n\r\n`,
    );
  assert.equal((await send(LIMIT))?.status, 400);
  assert.equal((await send(LIMIT + 1))?.status, 413);
});

Deno.test("a body with a too large Content-Length is refused before it is sent", async () => {
  await using circle = await startCircle();
  const answer = await sendRaw(circle.url, `${POST_LOGIN}Content-Length: 65537\r\n\r\n`);
  assert.equal(answer?.status, 413);
});

Deno.test({
  name: "an endless body is cut off at every endpoint, without using memory",
  ignore: !TELLS_MEMORY,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path);
    await server.call("GET", "/health"); // so that all is loaded
    const before = await memoryOf(server.pid);
    const sent = await Promise.all(
      ["POST /login", "POST /logout", "POST /nowhere", "GET /health", "OPTIONS /health"]
        .map((target) => sendWithoutEnd(server.url, target)),
    );
    const { peak } = await memoryOf(server.pid);
    assert.ok(peak - before.now < 100 * MEBIBYTE, `${before.now} → ${peak} bytes for ${sent}`);
    assert.equal((await server.call("GET", "/health")).status, 200);
  },
});

/** Sends chunks until the server ends the connection; says how many bytes it took. */
async function sendWithoutEnd(url: string, target: string): Promise<number> {
  using connection = await openConnection(url);
  await connection.send(
    `${target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
      "Transfer-Encoding: chunked\r\n\r\n",
  );
  const chunk = `4000\r\n${" ".repeat(0x4000)}\r\n`;
  let isOver = false;
  let sent = 0;
  const ended = connection.readToEnd().finally(() => isOver = true);
  const giveUpAt = performance.now() + LATEST_END;
  for (; !isOver; sent += chunk.length) {
    assert.ok(performance.now() < giveUpAt, `${target} goes on without end`);
    await Promise.race([connection.send(chunk), ended]);
    await pause(0); // the end must be noticed
  }
  return sent;
}
