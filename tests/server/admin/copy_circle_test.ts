import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { readConfig, type Settings } from "../../../server/config/config.ts";
import { copyCircle } from "../../../server/admin/copy_circle.ts";
import { openDatabase } from "../../../server/database/open.ts";
import { StartError } from "../../../server/config/start_error.ts";
import type { Joined, TestClient } from "../../support/circle.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { pause } from "../../support/pause.ts";
import { readFolder } from "../../support/read_folder.ts";
import { runAdmin, startAdminProcess } from "../../support/run_admin.ts";
import { readResult } from "../../support/run_program.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { refuseInProcess, startInProcess } from "../../support/start_in_process.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

/** Copies that are killed; with more the moments lie closer together. */
const KILLS = Number(Deno.env.get("CIRCLE_TEST_ROUNDS") ?? 5);

const PUBLIC_URL = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };

testOnSqlite(
  "copy-to: copies a running circle into a new folder, where sessions stay valid",
  async () => {
    await using place = await makeFolders();
    const anna = await writeFilledCircle(place.data);
    await using server = await startOn(place.data);
    await server.join();
    await copyCircle(settingsOf({ CIRCLE_DATA_DIR: place.data }), place.copy);
    assert.deepEqual(
      await dump({ CIRCLE_DATA_DIR: place.copy }),
      await dump({ CIRCLE_DATA_DIR: place.data }),
    );
    await using copy = await startOn(place.copy);
    assert.equal((await copy.client(anna.token).getProfile({})).id, anna.id);
    assert.equal(await countFinds(copy, anna), 1);
  },
);

Deno.test({
  name: "copy-to: moves a circle from SQLite to PostgreSQL and back, and sessions stay valid",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using place = await makeFolders();
    await using database = await makePostgresDatabase();
    const anna = await writeFilledCircle(place.data);
    const before = await dump({ CIRCLE_DATA_DIR: place.data });
    const url = database.settings.CIRCLE_DATABASE_URL!;
    const { summary } = await copyCircle(settingsOf({ CIRCLE_DATA_DIR: place.data }), url);
    assert.match(summary, /CIRCLE_SIGNING_KEYS="\$\(cat .*signing-keys\)"/);
    const moved = {
      CIRCLE_DATABASE_URL: url,
      CIRCLE_SIGNING_KEYS: (await Deno.readTextFile(`${place.data}/signing-keys`)).trim(),
    };
    assert.deepEqual(await dump(moved), before);
    {
      await using server = await startOn("no-folder", moved);
      assert.equal(
        (await server.client(anna.token).getProfile({})).id,
        anna.id,
      );
      assert.equal(await countFinds(server, anna), 1);
    }
    await copyCircle(settingsOf(moved), place.copy);
    assert.deepEqual(await dump({ CIRCLE_DATA_DIR: place.copy }), before);
  },
});

testOnSqlite("copy-to: never overwrites another circle", async () => {
  await using place = await makeFolders();
  for (const folder of [place.data, place.copy]) {
    await using server = await startOn(folder);
    await server.join();
  }
  const before = await dump({ CIRCLE_DATA_DIR: place.copy });
  await assert.rejects(
    copyCircle(settingsOf({ CIRCLE_DATA_DIR: place.data }), place.copy),
    (error) => error instanceof StartError && /not empty/.test(error.message),
  );
  assert.deepEqual(await dump({ CIRCLE_DATA_DIR: place.copy }), before);
});

/**
 * The data folder of a filled circle, made once for all tests of this file, and the owner of its
 * family.
 */
let filled: Promise<{ readonly folder: string; readonly anna: Joined }> | undefined;

Deno.test.afterAll(async () => {
  if (filled) await Deno.remove((await filled).folder, { recursive: true });
});

/** Writes a circle with something of everything to a new folder; no server uses it. */
async function writeFilledCircle(dataDir: string): Promise<Joined> {
  filled ??= (async () => {
    const folder = await Deno.makeTempDir({ prefix: "circle-filled-" });
    await using server = await startOn(folder);
    return { folder, anna: await fill(server) };
  })();
  const { folder, anna } = await filled;
  await Deno.mkdir(dataDir, { recursive: true });
  for await (const { name } of Deno.readDir(folder)) {
    await Deno.copyFile(`${folder}/${name}`, `${dataDir}/${name}`);
  }
  return anna;
}

/** Something of everything: more rows than one batch, and text that databases like to spoil. */
async function fill({ call, join }: TestClient) {
  const anna = await join({ name: "Änna 🧑‍🧑‍🧒 O'Berg \\ %_" });
  for (let count = 0; count < 510; count++) {
    const { status } = await call("POST", `/families/${anna.family}/people`, {
      token: anna.token,
      body: { name: `Cousin ${count}` },
    });
    assert.equal(status, 201);
  }
  await anna.client.createInvite({ params: { family_id: anna.family }, body: { note: "für Oma" } });
  await anna.client.createToken({ body: { name: "wall", read_only: true } });
  await anna.client.refresh({ body: { refresh_token: anna.refreshToken } });
  const { id: post_id } = await anna.client.createPost({
    params: { family_id: anna.family },
    body: { text: "Erster Tag in der Schule \\ %_ 🎒" },
  });
  await anna.client.createComment({ params: { post_id }, body: { text: "Bravo, Zoë!" } });
  await anna.client.setReaction({ params: { post_id }, body: { kind: "heart" } });
  await call("POST", "/login", { body: { email: "nobody@example.org", password: "wrong" } });
  return anna;
}

/** The posts that are found by a word of the post and one of a comment. */
async function countFinds(
  { client }: TestClient,
  { token, family }: Joined,
): Promise<number> {
  const found = await client(token).listPosts({
    params: { family_id: family },
    query: { q: "schule zo" },
  });
  return found.length;
}

async function makeFolders() {
  const folder = await Deno.makeTempDir({ prefix: "circle-copy-" });
  return {
    data: `${folder}/data`,
    copy: `${folder}/copy`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

function settingsOf(environment: Readonly<Record<string, string>>): Settings {
  return readConfig((name) => environment[name], false);
}

/** All that a circle holds, but for the audit, which says of a copy where it comes from. */
async function dump(environment: Readonly<Record<string, string>>): Promise<unknown> {
  const { config, secrets } = settingsOf(environment);
  const database = await openDatabase(config, secrets);
  try {
    const { admin_audit: _, ...rows } = await dumpDatabase(database.db);
    return rows;
  } finally {
    await database.close();
  }
}

testOnSqlite(
  "copy-to: refuses a source that is missing, empty or without accounts",
  async () => {
    await using place = await makeFolders();
    await assertRefusesCopy(place.data, place.copy, /There is no circle in \S+circle\.db\./);
    assert.equal(await exists(place.data), false);
    await Deno.mkdir(place.data);
    await Deno.writeFile(`${place.data}/circle.db`, new Uint8Array());
    await assertRefusesCopy(place.data, place.copy, /There is no circle in \S+circle\.db\./);
    await Deno.remove(place.data, { recursive: true });
    {
      await using _server = await startOn(place.data);
    }
    await assertRefusesCopy(place.data, place.copy, /has no accounts: there is nothing to copy/);
    assert.equal(await exists(place.copy), false);
  },
);

testOnSqlite("copy-to: refuses a source of an older version, without migrating it", async () => {
  await using place = await makeFolders();
  {
    await using server = await startOn(place.data);
    await server.join();
  }
  const file = `${place.data}/circle.db`;
  using database = new DatabaseSync(file);
  database.exec(
    "DELETE FROM kysely_migration WHERE name = (SELECT max(name) FROM kysely_migration)",
  );
  const before = database.prepare("SELECT name FROM kysely_migration").all();
  await assertRefusesCopy(place.data, place.copy, /older version than this program/);
  assert.deepEqual(database.prepare("SELECT name FROM kysely_migration").all(), before);
});

testOnSqlite("copy-to: copies the folder of a killed server without changing it", async () => {
  await using place = await makeFolders();
  {
    await using server = await startServerProcess(place.data);
    await server.join();
    server.kill("SIGKILL");
    await server.status;
  }
  const before = await readFolder(place.data);
  assert.ok("circle.db-wal" in before, "the account is in the WAL alone");
  assert.equal((await runCopy(place.data, place.copy)).code, 0);
  assert.deepEqual(await readFolder(place.data), before);
});

testOnSqlite(
  "copy-to: writes the signing keys before the database",
  async () => {
    await using place = await makeFolders();
    {
      await using server = await startOn(place.data);
      await server.join();
    }
    const { rename } = Deno;
    const named: string[] = [];
    Deno.rename = async (from, to) => {
      await rename(from, to);
      named.push(`${to}`);
    };
    await copyCircle(settingsOf({ CIRCLE_DATA_DIR: place.data }), place.copy)
      .finally(() => Deno.rename = rename);
    assert.deepEqual(named, [`${place.copy}/signing-keys`, `${place.copy}/circle.db`]);
  },
);

testOnSqlite("copy-to: refuses other kinds of target, without repeating a password", async () => {
  await using place = await makeFolders();
  {
    await using server = await startOn(place.data);
    await server.join();
  }
  for (
    const target of [
      "mysql://circle:hunter2@db.example.org/circle",
      "postgres://circle:hunter2@db.example.org:port/circle",
      "postgres://circle:hunter2@127.0.0.1:1/circle",
    ]
  ) {
    const { code, stdout, stderr } = await runCopy(place.data, target);
    assert.equal(code, 1, target);
    assert.doesNotMatch(stdout + stderr, /hunter2/);
    assert.match(stderr, /^[^\n]+[.?]\n$/);
  }
});

Deno.test({
  name: "copy-to: on a full disk fails with a sentence, and leaves nothing behind",
  ignore: !CAN_MOUNT || testDialect() !== "sqlite",
  fn: async () => {
    await using place = await makeFolders();
    await writeFilledCircle(place.data);
    await using disk = await mountSmallDisk(1);
    for (const target of [`${disk.path}/copy`, disk.path]) {
      await Deno.writeFile(`${disk.path}/lost+found`, new Uint8Array(600 * 1024));
      const { code, stderr } = await runCopy(place.data, target);
      assert.equal(code, 1);
      assert.match(stderr, /^There is no room for the copy\. Nothing was left behind\.\n$/);
      assert.deepEqual(await namesIn(disk.path), ["lost+found"]);
    }
  },
});

testOnSqlite(
  `a copy that is killed ${KILLS} times at any moment is never a circle to serve`,
  async (t) => {
    await using place = await makeFolders();
    await writeFilledCircle(place.data);
    const before = await dump({ CIRCLE_DATA_DIR: place.data });
    const usual = await timeOfCopy(place.data, `${place.copy}-first`);
    for (let round = 0; round < KILLS; round++) {
      const delay = usual * (0.3 + 0.7 * round / KILLS);
      await t.step(`after ${Math.round(delay)} ms`, async () => {
        const target = `${place.copy}-${round}`;
        const process = startCopy(place.data, target);
        await pause(delay);
        try {
          process.kill("SIGKILL");
        } catch { /* it was done */ }
        await process.output();
        if (!await exists(`${target}/circle.db`)) {
          if (!await exists(target) || (await namesIn(target)).length <= 1) return; // nothing yet
          const { sentence } = await refuseInProcess({ CIRCLE_DATA_DIR: target });
          assert.match(sentence, /circle\.db is missing, but \S+ is there/);
          assert.equal((await runCopy(place.data, target)).code, 0);
        }
        assert.deepEqual(await dump({ CIRCLE_DATA_DIR: target }), before);
      });
    }
  },
);

async function assertRefusesCopy(dataDir: string, target: string, sentence: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runCopy(dataDir, target);
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, sentence);
  assert.match(stderr, /^[^\n]+\.\n$/);
}

/** Starts a server that calls itself as all others here do, so that tokens of one are good at each. */
async function startOn(dataDir: string, settings: Readonly<Record<string, string>> = {}) {
  return await startInProcess({ CIRCLE_DATA_DIR: dataDir, ...PUBLIC_URL, ...settings });
}

async function runCopy(dataDir: string, target: string) {
  return await runAdmin({ CIRCLE_DATA_DIR: dataDir }, ["copy-to", target]);
}

/** Copies by a process of its own, which can be killed. */
function startCopy(dataDir: string, target: string): Deno.ChildProcess {
  return startAdminProcess({ CIRCLE_DATA_DIR: dataDir }, ["copy-to", target]);
}

async function timeOfCopy(dataDir: string, target: string): Promise<number> {
  const startedAt = performance.now();
  assert.equal((await readResult(startCopy(dataDir, target))).code, 0);
  return performance.now() - startedAt;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function namesIn(folder: string): Promise<string[]> {
  return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
}
