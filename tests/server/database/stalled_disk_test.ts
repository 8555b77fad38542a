import assert from "node:assert/strict";
import { CAN_FAKE_DISK, makeFaultyDisk } from "../../support/faulty_disk.ts";
import { openConnection } from "../../support/raw_connection.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

/** Milliseconds in which a server ends, whatever its disk does. */
const LONGEST_STOP = 10_000;

Deno.test({
  name: "while the disk stalls, reads work, writes get 503, and SIGTERM ends the server",
  ignore: !CAN_FAKE_DISK,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using disk = await makeFaultyDisk();
    await using server = await startServerProcess(folder.path, disk.env);
    const anna = await server.join();
    const rename = (name: string) =>
      server.call("PATCH", "/profile", { token: anna.token, body: { name } });
    await disk.set("stalled");
    const change = rename("Anne");
    const startedAt = performance.now();
    for (let count = 0; count < 20; count++) {
      assert.equal((await server.call("GET", "/health")).status, 200);
      assert.equal((await server.call("GET", "/profile", { token: anna.token })).status, 200);
    }
    assert.ok(performance.now() - startedAt < 4_000, "reads wait for the disk");
    assert.equal((await change).status, 503);
    const refusedFrom = performance.now();
    assert.equal((await rename("Lost")).status, 503);
    assert.ok(performance.now() - refusedFrom < 2_000, "a write waits for a disk that stalls");
    assert.equal((await anna.client.getProfile({})).name, "Anne", "a refused write is made");
    const late = rename("Late").catch(() => undefined);
    using unread = await openConnection(server.url); // holds up the stop for as long as it may
    await unread.send("GET /docs/swagger-ui.js HTTP/1.1\r\nHost: x\r\n\r\n".repeat(16));
    assert.equal((await unread.readAnswer())?.status, 200); // and nothing of the others
    const toldAt = performance.now();
    server.kill("SIGTERM");
    const { code } = await server.status;
    assert.ok(performance.now() - toldAt < LONGEST_STOP);
    assert.equal(code, 0);
    await late;
  },
});
