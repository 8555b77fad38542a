import assert from "node:assert/strict";
import { createLogWriter } from "../../../server/config/log_writer.ts";
import { createTestClient, startCircle } from "../../support/circle.ts";
import { randomAddress } from "../../support/random_address.ts";
import { readListeningUrl, spawnServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

Deno.test("a log that nobody reads blocks neither answers nor the stop", async () => {
  await using folder = await makeTempFolder();
  await using server = await startUnread(folder.path);
  const { call } = createTestClient(server.url);
  const refuse = async () => {
    const headers = { "X-Forwarded-For": randomAddress() };
    assert.equal((await call("GET", "/profile", { token: "nonsense", headers })).status, 401);
  };
  // Each logs a line of its own; a pipe holds some 64 KiB.
  for (let round = 0; round < 50; round++) {
    await Promise.all(Array.from({ length: 20 }, refuse));
  }
  const startedAt = performance.now();
  assert.equal((await call("GET", "/health")).status, 200);
  assert.ok(performance.now() - startedAt < 2_000);
  server.process.kill("SIGTERM");
  const { code } = await server.process.status;
  assert.equal(code, 0);
  assert.ok(performance.now() - startedAt < 10_000);
});

Deno.test("lines beyond the buffer are dropped, and their number is logged", async () => {
  const written: string[] = [];
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const write = async (bytes: Uint8Array) => {
    await opened;
    written.push(new TextDecoder().decode(bytes));
    return bytes.length;
  };
  const writer = createLogWriter({ write }, (count) => `dropped ${count}\n`);
  const line = `${"x".repeat(1023)}\n`;
  for (let count = 0; count < 300; count++) writer.add(line);
  await writer.flush(10); // returns although nothing can be written
  assert.deepEqual(written, []);
  open();
  await writer.flush(5_000);
  assert.equal(written.filter((text) => text === line).length, 257);
  assert.equal(written.at(-1), "dropped 43\n");
  writer.add("next\n");
  await writer.flush(5_000);
  assert.equal(written.at(-1), "next\n");
});

Deno.test("repeated refusals of an address are logged as a count", async () => {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  for (let count = 0; count < 20; count++) {
    await circle.call("GET", "/profile", {
      token: "nonsense",
      headers: { "X-Forwarded-For": count < 10 ? "192.0.2.7" : "192.0.2.8" },
    });
  }
  await circle.stop();
  assert.equal(circle.log.filter((line) => line.includes('"event":"refused"')).length, 2);
});

/** A server process with an unread pipe as standard error. */
async function startUnread(dataDir: string) {
  const process = spawnServerProcess(dataDir, { CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const url = (await readListeningUrl(process.stdout))!;
  return {
    process,
    url,
    [Symbol.asyncDispose]: async () => {
      try {
        process.kill("SIGKILL");
      } catch { /* it has ended */ }
      await process.stderr.cancel();
      await process.status;
    },
  };
}
