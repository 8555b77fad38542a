import assert from "node:assert/strict";
import { GOOD_PASSWORD, type TestClient } from "../../support/circle.ts";
import { CAN_FAKE_DISK, makeFaultyDisk } from "../../support/faulty_disk.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { type ServerInProcess, startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { waitFor } from "../../support/wait_for.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

function testOnFaultyDisk(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: !CAN_FAKE_DISK || testDialect() !== "sqlite", fn });
}

testOnFaultyDisk(
  "while flushes fail no write is acknowledged; writes recover automatically",
  async () => {
    await using folder = await makeTempFolder();
    await using disk = await makeFaultyDisk();
    await using server = await startServerProcess(folder.path, disk.env);
    const anna = await server.join();
    assert.equal((await rename(server, anna.token, "Anne")).status, 200);
    await disk.set("failing");
    const first = await rename(server, anna.token, "Unsure");
    assert.equal(first.status, 503);
    assert.match(first.json.detail, /It may be saved: look before you repeat it/);
    for (let count = 0; count < 20; count++) {
      assert.equal((await rename(server, anna.token, `Lost ${count}`)).status, 503);
    }
    assert.equal((await server.call("GET", "/ready")).status, 503);
    assert.equal((await anna.client.getProfile({})).name, "Unsure");
    await disk.set("well");
    assert.equal((await server.call("GET", "/ready")).status, 200);
    assert.equal((await rename(server, anna.token, "Anna")).status, 200);
    server.kill("SIGKILL");
    await server.status;
    await using again = await startInProcess({ CIRCLE_DATA_DIR: folder.path });
    const { email } = anna;
    const { json } = await again.call("POST", "/login", {
      body: { email, password: GOOD_PASSWORD },
    });
    const profile = await again.call("GET", "/profile", { token: json.access_token });
    assert.equal(profile.json.name, "Anna");
  },
);

testOnFaultyDisk("a flush that fails once is tried again, and the write is confirmed", async () => {
  await using folder = await makeTempFolder();
  await using disk = await makeFaultyDisk();
  await using server = await startServerProcess(folder.path, disk.env);
  const anna = await server.join();
  for (const name of ["Anne", "Anna"]) {
    await disk.set("failing once");
    assert.equal((await rename(server, anna.token, name)).status, 200);
  }
});

testOnFaultyDisk("a checkpoint that fails is logged, tried again, and loses nothing", async () => {
  await using folder = await makeTempFolder();
  await using disk = await makeFaultyDisk();
  await using server = await startServerProcess(folder.path, disk.env);
  const anna = await server.join();
  const renameOften = async (times: number) => {
    const names = Array.from({ length: times }, (_, at) => `Anna ${at}`);
    const answers = await Promise.all(names.map((name) => rename(server, anna.token, name)));
    assert.ok(answers.every(({ status }) => status === 200));
  };
  await disk.set("failing database"); // the WAL is well, so that commits are durable
  await waitFor("the failure", async () => {
    await renameOften(20);
    return server.log().includes("checkpoint failed") || undefined;
  });
  assert.match(server.log(), /"checkpoint failed","error":"disk I\/O error"/);
  await disk.set("well");
  const wal = `${folder.path}/circle.db-wal`;
  const { size } = await Deno.stat(wal);
  for (let round = 0; round < 40; round++) await renameOften(20); // fills it three times
  assert.ok((await Deno.stat(wal)).size < 2.5 * size, "the WAL grows on and on");
  assert.equal((await rename(server, anna.token, "Anne")).status, 200);
  server.kill("SIGKILL");
  await server.status;
  await using again = await startInProcess({ CIRCLE_DATA_DIR: folder.path });
  const { json } = await again.call("POST", "/login", {
    body: { email: anna.email, password: GOOD_PASSWORD },
  });
  const profile = await again.call("GET", "/profile", { token: json.access_token });
  assert.equal(profile.json.name, "Anne");
});

testOnSqlite(
  "a data folder that is moved away takes no writes until it is back",
  async () => {
    await using folder = await makeTempFolder();
    const dataDir = `${folder.path}/data`;
    await using server = await startInProcess({ CIRCLE_DATA_DIR: dataDir });
    const anna = await server.join();
    await Deno.rename(dataDir, `${folder.path}/elsewhere`);
    await assertTakesNoWrite(server, anna.token);
    const log = server.log.join("");
    assert.match(log, /"failure":"unavailable","error":"\S+ was moved, removed or replaced/);
    assert.doesNotMatch(log, /"failure":"unconfirmed"/);
    const photo = await server.call("POST", `/families/${anna.family}/photos`, {
      token: anna.token,
      body: new Uint8Array([0xff, 0xd8, 0xff]),
      headers: { "Content-Type": "image/jpeg" },
    });
    assert.equal(photo.json.code, "database_unavailable");
    await Deno.rename(`${folder.path}/elsewhere`, dataDir);
    assert.equal((await anna.client.getProfile({})).name, anna.name, "nothing was written");
    assert.equal((await rename(server, anna.token, "Anne")).status, 200);
    assert.equal((await server.call("GET", "/ready")).status, 200);
  },
);

testOnSqlite("a data folder that is removed or replaced takes no writes", async (t) => {
  const changes: Record<string, (dataDir: string) => Promise<void>> = {
    removed: (dataDir) => Deno.remove(dataDir, { recursive: true }),
    "left without its WAL": (dataDir) => Deno.remove(`${dataDir}/circle.db-wal`),
    "given another database": async (dataDir) => {
      await Deno.copyFile(`${dataDir}/circle.db`, `${dataDir}/circle.db-other`);
      await Deno.rename(`${dataDir}/circle.db-other`, `${dataDir}/circle.db`);
    },
    "replaced by another": async (dataDir) => {
      await Deno.rename(dataDir, `${dataDir}-old`);
      await Deno.mkdir(dataDir);
      for (const name of ["circle.db", "circle.db-wal", "circle.db-shm", "signing-keys"]) {
        await Deno.copyFile(`${dataDir}-old/${name}`, `${dataDir}/${name}`);
      }
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    await t.step(name, async () => {
      await using folder = await makeTempFolder();
      const dataDir = `${folder.path}/data`;
      await using server = await startInProcess({ CIRCLE_DATA_DIR: dataDir });
      const { token } = await server.join();
      await change(dataDir);
      await assertTakesNoWrite(server, token);
    });
  }
});

async function assertTakesNoWrite(server: ServerInProcess, token: string): Promise<void> {
  assert.equal((await server.call("GET", "/ready")).status, 503);
  for (let count = 0; count < 3; count++) {
    const { status, json } = await rename(server, token, "Lost");
    assert.equal(status, 503);
    assert.doesNotMatch(json.detail, /may be saved/);
  }
  assert.equal((await server.call("GET", "/ready")).status, 503);
  await waitFor("reads to be refused too", async () => {
    const { status, json } = await server.call("GET", "/profile", { token });
    assert.notEqual(json.name, "Lost", "it was refused");
    return status === 503 || undefined; // its answer would be that of a file that ends with it
  });
  const cookie = `circle=${"a".repeat(43)}`;
  const page = await fetch(`${server.url}/account`, { headers: { cookie } });
  assert.equal(page.status, 503);
  assert.match(await page.text(), /^<!DOCTYPE html>/);
  assert.equal((await server.call("GET", "/health")).status, 200);
}

function rename({ call }: TestClient, token: string, name: string) {
  return call("PATCH", "/profile", { token, body: { name } });
}
