import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { StartError } from "../../../server/config/start_error.ts";
import { type Circle, GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { readFolder } from "../../support/read_folder.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { refuseInProcess, startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

/** Ways in which a database is lost, and what the person who hosts the server reads. */
const LOSSES: Readonly<Record<string, readonly [RegExp, (file: string) => Promise<void>]>> = {
  "an empty file": [/ is empty\./, (file) => Deno.writeFile(file, new Uint8Array())],
  "a header of zeros": [/ is damaged\./, (file) => overwrite(file, 0, new Uint8Array(100))],
  "a text": [/ is damaged\./, (file) => Deno.writeTextFile(file, "not a database\n".repeat(500))],
  "zeros in the middle": [/ is damaged\./, (file) => overwriteMiddle(file, () => 0)],
  "noise in the middle": [
    / is damaged\./,
    (file) => overwriteMiddle(file, () => Math.random() * 256),
  ],
  "one page of zeros": [/ is damaged\./, async (file) => {
    const page = Math.floor(await sizeOf(file) * 0.8 / 4096) * 4096;
    await overwrite(file, page, new Uint8Array(4096));
  }],
  "cut in half": [/ is damaged\./, async (file) => Deno.truncate(file, await sizeOf(file) / 2)],
  "cut in the middle of a page": [/ is damaged\./, (file) => Deno.truncate(file, 5_000)],
  "a header and no more": [/ is damaged\./, (file) => Deno.truncate(file, 100)],
  "a folder in its place": [/ cannot be opened/, async (file) => {
    await Deno.remove(file);
    await Deno.mkdir(file);
  }],
  "gone, but for its signing keys": [/ is missing, but \S+signing-keys is there\./, Deno.remove],
  "gone, but for its WAL": [/ is missing, but \S+circle\.db-wal is there\./, async (file) => {
    await Deno.rename(file, `${file}-wal`);
    await Deno.remove(file.replace("circle.db", "signing-keys"));
  }],
};

testOnSqlite("a lost database stops the start, and no new one is made", async (t) => {
  for (const [name, [complaint, lose]] of Object.entries(LOSSES)) {
    await t.step(name, async () => {
      await using circle = await startCircle();
      await stopWithAccounts(circle, 2_000);
      await lose(`${circle.dataDir}/circle.db`);
      await assertRefuses(circle, complaint);
    });
  }
});

testOnSqlite("a damaged database keeps its WAL", async () => {
  await using circle = await startCircle();
  await circle.join();
  const file = `${circle.dataDir}/circle.db`;
  const killed = [file, `${file}-wal`].map((path) => [path, Deno.readFileSync(path)] as const);
  await circle.stop();
  for (const [path, bytes] of killed) await Deno.writeFile(path, bytes);
  await overwriteMiddle(file, () => 0);
  await overwriteMiddle(`${file}-wal`, () => 0);
  assert.ok("circle.db-wal" in await readFolder(circle.dataDir));
  await assertRefuses(circle, / is damaged\./);
});

testOnSqlite(
  "the database of a newer version stops the start, and is left unchanged",
  async () => {
    await using circle = await startCircle();
    await stopWithAccounts(circle, 1);
    run(circle, "INSERT INTO kysely_migration VALUES ('9999_future', '2030-01-01T00:00:00.000Z')");
    await assertRefuses(
      circle,
      /shaped by a newer CircleShare \(migration 9999_future\)\. Update this/,
    );
  },
);

testOnSqlite("a database without its list of migrations stops the start", async () => {
  await using circle = await startCircle();
  await stopWithAccounts(circle, 1);
  run(circle, "DROP TABLE kysely_migration");
  await assertRefuses(circle, /not the list of the migrations that made them\. Restore it from/);
});

testOnSqlite("a database that another program has locked stops the start", async () => {
  await using circle = await startCircle();
  await circle.stop();
  using other = new DatabaseSync(`${circle.dataDir}/circle.db`);
  other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM accounts; COMMIT");
  await assertRefuses(circle, / is locked by another program\. Stop that one, then start again\./);
});

testOnSqlite(
  "writes before a kill survive a refused start",
  async () => {
    await using folder = await makeTempFolder();
    await using killed = await startServerProcess(folder.path);
    const anna = { email: "anna@example.org", password: GOOD_PASSWORD };
    await killed.call("POST", "/register", { body: { ...anna, name: "Anna" } });
    killed.kill("SIGKILL");
    await killed.status;
    const before = await readFolder(folder.path);
    assert.ok("circle.db-wal" in before, "the account is in the WAL alone");
    const settings = { CIRCLE_DATA_DIR: folder.path };
    {
      using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const port = String(taken.addr.port);
      const { sentence } = await refuseInProcess({ ...settings, CIRCLE_PORT: port });
      assert.match(sentence, /is in use by another program/);
    }
    await using server = await startInProcess(settings);
    assert.equal((await server.call("POST", "/login", { body: anna })).status, 200);
  },
);

/** Starts a server that must say in one sentence or two why not, and leave everything as it is. */
async function assertRefuses(circle: Circle, complaint: RegExp): Promise<void> {
  const before = await readFolder(circle.dataDir);
  await assert.rejects(circle.restart(), (error: unknown) => {
    assert.ok(error instanceof StartError, String(error));
    assert.match(error.message, complaint);
    assert.match(error.message, /^[^\n]+\.$/);
    return true;
  });
  assert.deepEqual(await readFolder(circle.dataDir), before);
}

async function stopWithAccounts(circle: Circle, count: number): Promise<void> {
  await circle.stop();
  run(
    circle,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     INSERT INTO accounts (id, email, email_key, name, password_hash, created_at)
     SELECT 'id' || i, 'e' || i, 'k' || i, hex(randomblob(40)), 'h', 't' FROM n`,
  );
}

function run({ dataDir }: Circle, sql: string): void {
  using database = new DatabaseSync(`${dataDir}/circle.db`);
  database.exec(sql);
}

async function sizeOf(file: string): Promise<number> {
  return (await Deno.stat(file)).size;
}

async function overwriteMiddle(file: string, makeByte: () => number): Promise<void> {
  const size = await sizeOf(file);
  await overwrite(file, size / 4, Uint8Array.from({ length: size / 2 }, makeByte));
}

async function overwrite(file: string, at: number, bytes: Uint8Array): Promise<void> {
  using handle = await Deno.open(file, { write: true });
  await handle.seek(Math.floor(at), Deno.SeekMode.Start);
  await handle.write(bytes);
}
