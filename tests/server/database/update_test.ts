import assert from "node:assert/strict";
import { basename } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely, sql } from "kysely";
import { StartError } from "../../../server/config/start_error.ts";
import type { DatabaseUpdate, Migrations } from "../../../server/database/migrate.ts";
import { migrate } from "../../../server/database/migrate.ts";
import { MIGRATIONS } from "../../../server/database/migrations/mod.ts";
import { openPostgresDatabase } from "../../../server/database/open_postgres.ts";
import { openSqliteDatabase } from "../../../server/database/open_sqlite.ts";
import { createSqliteDialect } from "../../../server/database/sqlite.ts";
import type { Tables } from "../../../server/database/tables.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { dumpCircle } from "../../support/hosted_circle.ts";
import { runProgram } from "../../support/run_program.ts";
import { ROOT } from "../../support/source_files.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const LAST = Object.keys(MIGRATIONS).at(-1)!;
const TODAY = new Date().toISOString().slice(0, 10);

/** This program as it will be one day. */
const NEXT: Migrations = {
  ...MIGRATIONS,
  "9998_next": { up: async (db) => void await sql`create table next (id text)`.execute(db) },
};

/** The same with a bug, which shows when half of the work is done. */
const BROKEN: Migrations = {
  ...NEXT,
  "9999_broken": {
    up: async (db) => {
      await sql`delete from sessions`.execute(db);
      await sql`alter table accounts add column next text`.execute(db);
      await sql`insert into members (family_id) values ('')`.execute(db);
    },
  },
};

testOnSqlite(
  "update: a copy of the database as it was is beside it, and the log says so",
  async () => {
    await using folder = await makeTempFolder();
    await makeOldFile(folder.path, 18);
    await using server = await startInProcess({ CIRCLE_DATA_DIR: folder.path });
    const copy = `${folder.path}/circle-as-of-0018-${TODAY}.db`;
    const line = server.log.find((line) => line.includes("updating the database"));
    const { from, to, copy: logged } = JSON.parse(line!);
    assert.deepEqual({ from, to, logged }, {
      from: Object.keys(MIGRATIONS)[17],
      to: LAST,
      logged: copy,
    });
    assert.equal((await Deno.stat(copy)).mode! & 0o777, 0o600);
    using database = new DatabaseSync(copy, { readOnly: true });
    assert.equal(database.prepare("PRAGMA integrity_check").get()!.integrity_check, "ok");
    const { count } = database.prepare("SELECT count(*) AS count FROM kysely_migration").get()!;
    assert.equal(count, 18);
    const { name } = database.prepare("SELECT name FROM families").get()!;
    assert.equal(name, "The Bergs", "which is in the WAL alone");
  },
);

testOnSqlite(
  "update: the last copies are kept, and nothing of a start that was killed",
  async () => {
    await using folder = await makeTempFolder();
    const path = (name: string) => `${folder.path}/${name}`;
    const others = [
      "circle-as-of-0009-2026-01-02.db",
      "circle-as-of-0015-2026-02-01.db",
      "circle-as-of-0016-2026-03-01.db",
      "circle-as-of-0016-2026-03-05.db",
      "circle-as-of-0017-2026-04-01.db",
      "circle-as-of-0017-2026-04-01.db.unfinished",
      "circle-as-of-my-own.db",
    ];
    await makeOldFile(folder.path, 18);
    for (const name of others) await Deno.writeTextFile(path(name), "");
    await (await openNext(folder.path, MIGRATIONS)).close();
    const names = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
    assert.deepEqual(names.filter((name) => name.startsWith("circle-")).sort(), [
      "circle-as-of-0016-2026-03-05.db",
      "circle-as-of-0017-2026-04-01.db",
      `circle-as-of-0018-${TODAY}.db`,
      "circle-as-of-my-own.db",
    ]);
  },
);

testOnSqlite("update: a new database, and one that needs none, are not copied", async () => {
  await using folder = await makeTempFolder();
  const updates: DatabaseUpdate[] = [];
  for (let start = 0; start < 2; start++) {
    await (await openNext(folder.path, MIGRATIONS, updates)).close();
  }
  assert.deepEqual(updates, []);
  const names = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
  assert.deepEqual(names.filter((name) => name.includes("-as-of-")), []);
});

testOnSqlite(
  "update: by the commands of the manual the copy can take the place of the database",
  async () => {
    await using folder = await makeTempFolder();
    const anna = { email: "anna@example.org", password: GOOD_PASSWORD };
    const start = () => startInProcess({ CIRCLE_DATA_DIR: folder.path });
    {
      await using server = await start();
      await server.client().register({ body: { ...anna, name: "Anna" } });
    }
    const updates: DatabaseUpdate[] = [];
    await (await openNext(folder.path, NEXT, updates)).close();
    const manual = await Deno.readTextFile(`${ROOT}/docs/operations.md`);
    const commands = /^cd \/var\/lib\/circle\/data\n[^`]*?-as-of-.*$/m.exec(manual)![0]
      .replace("/var/lib/circle/data", folder.path)
      .replace(/circle-as-of-\S+/, basename(updates[0]!.copy!));
    const env = { PATH: Deno.env.get("PATH") ?? "" };
    const { code, stderr } = await runProgram("sh", { args: ["-ec", commands], env });
    assert.equal(code, 0, stderr);
    await using server = await start();
    assert.equal((await server.call("POST", "/login", { body: anna })).status, 200);
  },
);

Deno.test({
  name: "update: without room for the copy nothing is changed, and a sentence says so",
  ignore: testDialect() !== "sqlite" || !CAN_MOUNT,
  fn: async () => {
    await using disk = await mountSmallDisk(8);
    await makeOldFile(disk.path, 18);
    await disk.fill();
    const filler = `${disk.path}/filler`;
    await Deno.truncate(filler, (await Deno.stat(filler)).size - 128 * 1024); // to be opened at all
    const message = await refuseNext(disk.path, MIGRATIONS);
    assert.match(
      message,
      /^There is no room for the copy of \S+circle\.db .* needs 1 MB\. Nothing/,
    );
    const names = await Array.fromAsync(Deno.readDir(disk.path), ({ name }) => name);
    assert.deepEqual(names.filter((name) => name.includes("-as-of-")), []);
    await disk.clear();
    await (await openNext(disk.path, MIGRATIONS)).close();
  },
});

Deno.test({
  name: "update: one that fails leaves a database on which the program of before starts",
  ignore: testDialect() === "pglite", // it has no server that could be stopped and started
  fn: async () => {
    await using folder = await makeTempFolder();
    await using database = testDialect() === "postgres" ? await makePostgresDatabase() : undefined;
    const settings = { CIRCLE_DATA_DIR: folder.path, ...database?.settings };
    const start = () =>
      startInProcess({ ...settings, CIRCLE_PUBLIC_URL: "https://circle.example.org" });
    const anna = { email: "anna@example.org", password: GOOD_PASSWORD };
    let token;
    {
      await using server = await start();
      await server.client().register({ body: { ...anna, name: "Anna" } });
      token = (await server.client().login({ body: anna })).access_token;
    }
    const before = await dumpCircle(settings);
    const url = database?.settings.CIRCLE_DATABASE_URL;
    for (let attempt = 0; attempt < 2; attempt++) {
      const message = await refuseNext(folder.path, BROKEN, url);
      assert.match(message, /^The database could not be updated \(.+\)\. Nothing was changed: the/);
    }
    assert.deepEqual(await dumpCircle(settings), before);
    await using server = await start();
    assert.equal((await server.call("GET", "/ready")).status, 200);
    assert.equal((await server.client(token).getProfile({})).name, "Anna");
  },
});

Deno.test({
  name: "update: on PostgreSQL the log says before it that there is no copy",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using database = await makePostgresDatabase();
    const url = database.settings.CIRCLE_DATABASE_URL!;
    const updates: DatabaseUpdate[] = [];
    const open = async (migrations: Migrations) =>
      await (await openPostgresDatabase(url, {
        migrations,
        onUpdate: (update) => updates.push(update),
      })).close();
    const first = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, 18));
    await open(first);
    assert.deepEqual(updates, [], "a new database has nothing to lose");
    await using server = await startInProcess(database.settings);
    const lines = server.log.filter((line) => line.includes("updating the database"));
    assert.equal(lines.length, 1);
    const { level, to, advice } = JSON.parse(lines[0]!);
    assert.deepEqual({ level, to }, { level: "warning", to: LAST });
    assert.match(advice, /PostgreSQL has no copy of before/);
    await open(MIGRATIONS);
    assert.deepEqual(updates, [], "and it says so once");
  },
});

/** A file as a server of an earlier version left it when it was killed. */
async function makeOldFile(folder: string, count: number): Promise<void> {
  const draft = `${folder}/draft.db`;
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(draft) });
  await migrate(db, Object.fromEntries(Object.entries(MIGRATIONS).slice(0, count)));
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
  await sql`insert into families (id, name, created_at) values ('1', 'The Bergs', '')`.execute(db);
  for (const end of ["", "-wal"]) await Deno.copyFile(draft + end, `${folder}/circle.db${end}`);
  await db.destroy();
  await Deno.remove(draft);
}

async function openNext(folder: string, migrations: Migrations, updates: DatabaseUpdate[] = []) {
  return await openSqliteDatabase(`${folder}/circle.db`, {
    laterFiles: [],
    migrations,
    onUpdate: (update) => updates.push(update),
  });
}

/** Opens a database, which must be refused with a sentence. */
async function refuseNext(folder: string, migrations: Migrations, url?: string): Promise<string> {
  const opening = url === undefined
    ? openNext(folder, migrations)
    : openPostgresDatabase(url, { migrations });
  const error = await opening.then(() => undefined, (error) => error);
  assert.ok(error instanceof StartError, String(error));
  return error.message;
}
