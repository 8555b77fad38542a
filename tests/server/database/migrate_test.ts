import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type Circle, startCircle } from "../../support/circle.ts";
import { pause } from "../../support/pause.ts";
import { spawnServerProcess } from "../../support/server_process.ts";
import { startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

testOnSqlite("a killed first start can be repeated", async (t) => {
  // What the first start makes, in order: it is killed once each of these has appeared.
  for (const name of ["start.lock", "circle.db.new", "circle.db.new-wal", "circle.db"]) {
    for (const delay of [0, 3, 10]) {
      await t.step(`${name} and ${delay} ms`, async () => {
        await using folder = await makeTempFolder();
        await killOnceThere(folder.path, name, delay);
        await using server = await startInProcess({ CIRCLE_DATA_DIR: folder.path });
        assert.equal((await server.call("GET", "/ready")).status, 200);
        const files = await Array.fromAsync(Deno.readDir(folder.path), (entry) => entry.name);
        assert.ok(!files.some((file) => file.includes(".new")), `${files}`);
      });
    }
  }
});

testOnSqlite("a migration that is killed in the middle leaves nothing behind", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  await circle.stop();
  const before = readSchema(circle);
  const { signal } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", new URL("killed_migration.ts", import.meta.url).pathname]
      .concat(`${circle.dataDir}/circle.db`),
    cwd: new URL("../../../", import.meta.url),
  }).output();
  assert.equal(signal, "SIGKILL");
  assert.deepEqual(readSchema(circle), before);
  await circle.restart();
  assert.equal((await anna.client.getProfile({})).id, anna.id);
});

/** Starts a server and kills it when a file has been there for some milliseconds. */
async function killOnceThere(dataDir: string, name: string, delay: number): Promise<void> {
  const process = spawnServerProcess(dataDir);
  const giveUpAt = performance.now() + 60_000;
  while (!(await Array.fromAsync(Deno.readDir(dataDir))).some((entry) => entry.name === name)) {
    // It may have come and gone between two looks.
    if (
      (await Array.fromAsync(Deno.readDir(dataDir))).some((entry) => entry.name === "signing-keys")
    ) break;
    assert.ok(performance.now() < giveUpAt, `${name} did not appear`);
    await pause(1);
  }
  if (delay > 0) await pause(delay);
  process.kill("SIGKILL");
  await process.output();
}

function readSchema({ dataDir }: Circle): unknown[] {
  using database = new DatabaseSync(`${dataDir}/circle.db`, { readOnly: true });
  return [
    ...database.prepare("SELECT sql FROM sqlite_schema ORDER BY name").all(),
    ...database.prepare("SELECT * FROM kysely_migration").all(),
  ];
}
