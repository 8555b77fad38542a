import assert from "node:assert/strict";
import { readConfig, type Settings } from "../../../server/config/config.ts";
import { copyCircle } from "../../../server/admin/copy_circle.ts";
import { openDatabase } from "../../../server/database/open.ts";
import { StartError } from "../../../server/config/start_error.ts";
import { visitServer } from "../../support/circle.ts";
import { dumpDatabase } from "../../support/dump_database.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { makePostgresDatabase, testDialect } from "../../support/test_database.ts";

const PUBLIC_URL = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };

Deno.test("a circle is copied into a new folder while its server runs, and sessions go on there", async () => {
  await using place = await makeFolders();
  await using server = await startServerProcess(place.data, PUBLIC_URL);
  const anna = await fill(server.url);
  await copyCircle(settingsOf({ CIRCLE_DATA_DIR: place.data }), place.copy);
  assert.deepEqual(
    await dump({ CIRCLE_DATA_DIR: place.copy }),
    await dump({ CIRCLE_DATA_DIR: place.data }),
  );
  await using copy = await startServerProcess(place.copy, PUBLIC_URL);
  assert.equal((await visitServer(copy.url).client(anna.token).getProfile({})).id, anna.id);
});

Deno.test({
  name: "a circle moves from SQLite to PostgreSQL and back, row by row, and its sessions go on",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using place = await makeFolders();
    await using database = await makePostgresDatabase();
    let anna;
    {
      await using server = await startServerProcess(place.data, PUBLIC_URL);
      anna = await fill(server.url);
    }
    const before = await dump({ CIRCLE_DATA_DIR: place.data });
    const url = database.settings.CIRCLE_DATABASE_URL!;
    const advice = await copyCircle(settingsOf({ CIRCLE_DATA_DIR: place.data }), url);
    assert.match(advice, /CIRCLE_SIGNING_KEYS="\$\(cat .*signing-keys\)"/);
    const moved = {
      CIRCLE_DATABASE_URL: url,
      CIRCLE_SIGNING_KEYS: (await Deno.readTextFile(`${place.data}/signing-keys`)).trim(),
    };
    assert.deepEqual(await dump(moved), before);
    {
      await using server = await startServerProcess("no-folder", { ...moved, ...PUBLIC_URL });
      assert.equal((await visitServer(server.url).client(anna.token).getProfile({})).id, anna.id);
    }
    await copyCircle(settingsOf(moved), place.copy);
    assert.deepEqual(await dump({ CIRCLE_DATA_DIR: place.copy }), before);
  },
});

Deno.test("a circle is never copied over another", async () => {
  await using place = await makeFolders();
  for (const folder of [place.data, place.copy]) {
    await using server = await startServerProcess(folder);
    await visitServer(server.url).join();
  }
  const before = await dump({ CIRCLE_DATA_DIR: place.copy });
  await assert.rejects(
    copyCircle(settingsOf({ CIRCLE_DATA_DIR: place.data }), place.copy),
    (error) => error instanceof StartError && /not empty/.test(error.message),
  );
  assert.deepEqual(await dump({ CIRCLE_DATA_DIR: place.copy }), before);
});

/** Something of everything: more rows than one batch, and text that databases like to spoil. */
async function fill(url: string) {
  const { call, join } = visitServer(url);
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
  await call("POST", "/login", { body: { email: "nobody@example.org", password: "wrong" } });
  return anna;
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

async function dump(environment: Readonly<Record<string, string>>): Promise<unknown> {
  const { config, secrets } = settingsOf(environment);
  const database = await openDatabase(config, secrets);
  try {
    return await dumpDatabase(database.db);
  } finally {
    await database.close();
  }
}
