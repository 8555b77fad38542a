import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { createPrepare } from "../../../server/database/sqlite.ts";
import { type Circle, startCircle } from "../../support/circle.ts";
import { CAN_FREEZE, freezeFiles } from "../../support/frozen_file.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { waitFor } from "../../support/wait_for.ts";

Deno.test({
  name: "on a full disk writes get 507 and reads work; with free space writes work again",
  ignore: !CAN_MOUNT || testDialect() !== "sqlite",
  fn: async () => {
    await using disk = await mountSmallDisk(4);
    await using circle = await startCircle({ CIRCLE_DATA_DIR: `${disk.path}/data` });
    const anna = await circle.join();
    await disk.fill();
    const kept = await renameUntilRefused(circle, anna.token);
    for (let count = 0; count < 3; count++) {
      const change = await rename(circle, anna.token, "x".repeat(100));
      assert.equal(change.status, 507);
      assert.equal(change.json.code, "storage_full");
      const { email, password } = anna;
      const login = await circle.call("POST", "/login", { body: { email, password } });
      assert.equal(login.status, 507);
      assert.equal((await anna.client.getProfile({})).name, kept);
      assert.equal((await circle.call("GET", "/ready")).status, 503);
    }
    await disk.clear();
    await waitFor("room", async () => (await ready(circle)) === 200 || undefined);
    assert.equal((await rename(circle, anna.token, "Anne")).status, 200);
    await circle.restart();
    assert.equal((await anna.client.getProfile({})).name, "Anne");
    assertWhole(`${disk.path}/data/circle.db`);
  },
});

Deno.test({
  name: "on a full disk sessions and tokens can still be ended, from a reserve",
  ignore: !CAN_MOUNT || testDialect() !== "sqlite",
  fn: async () => {
    await using disk = await mountSmallDisk(4);
    await using circle = await startCircle({ CIRCLE_DATA_DIR: `${disk.path}/data` });
    const anna = await circle.join();
    const ben = await circle.join();
    const { email, password } = anna;
    const sessions = [];
    for (let count = 0; count < 30; count++) {
      sessions.push((await circle.client().login({ body: { email, password } })).access_token);
    }
    const made = await anna.client.createToken({ body: { name: "wall", read_only: true } });
    await disk.fill();
    await renameUntilRefused(circle, anna.token);
    for (const token of sessions) {
      assert.equal((await circle.call("POST", "/logout", { token })).status, 204);
      assert.equal((await circle.call("GET", "/profile", { token })).status, 401);
      assert.equal((await rename(circle, anna.token, "x".repeat(100))).status, 507);
    }
    const profile = await circle.call("POST", "/profile/delete", {
      token: ben.token,
      body: { password: ben.password },
    });
    assert.equal(profile.status, 204);
    assert.equal((await circle.call("GET", "/profile", { token: ben.token })).status, 401);
    const { token } = anna;
    assert.equal((await circle.call("DELETE", `/tokens/${made.id}`, { token })).status, 204);
    assert.equal((await circle.call("GET", "/ready")).status, 503);
    await disk.clear();
    await waitFor("room", async () => (await ready(circle)) === 200 || undefined);
    assert.equal((await rename(circle, anna.token, "Anne")).status, 200);
  },
});

Deno.test({
  name: "on a read-only disk writes are refused and reads work until it recovers",
  ignore: !CAN_FREEZE || testDialect() !== "sqlite",
  fn: async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    const file = `${circle.dataDir}/circle.db`;
    {
      using _frozen = freezeFiles(file, `${file}-wal`);
      for (let count = 0; count < 3; count++) {
        const { status, json, headers } = await rename(circle, anna.token, "Lost");
        assert.equal(status, 503);
        assert.equal(json.code, "database_unavailable");
        assert.match(headers.get("retry-after") ?? "", /^[1-9]\d*$/);
        assert.equal((await anna.client.getProfile({})).name, "Anna");
      }
    }
    assert.equal((await rename(circle, anna.token, "Anne")).status, 200);
    await circle.restart();
    assert.equal((await anna.client.getProfile({})).name, "Anne");
    assertWhole(file);
  },
});

testOnSqlite(
  "damage to the database at run time is logged, not shown to clients",
  async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    await circle.restart(); // so that pages are read anew
    await Deno.truncate(`${circle.dataDir}/circle.db`, 4096);
    const { status, json } = await rename(circle, anna.token, "Anne");
    assert.equal(status, 503);
    assert.equal(json.code, "database_unavailable");
    assert.match(circle.log.at(-1)!, /"event":"database failure".*"failure":"damaged"/);
  },
);

testOnSqlite("a connection keeps at most 500 statements prepared", () => {
  using database = new DatabaseSync(":memory:");
  const prepare = createPrepare(database);
  const first = prepare("SELECT 0");
  for (let count = 1; count < 500; count++) prepare(`SELECT ${count}`);
  assert.equal(prepare("SELECT 0"), first);
  prepare("SELECT 500");
  assert.notEqual(prepare("SELECT 0"), first);
  return Promise.resolve();
});

/** Changes a name for as long as there is room; returns the last that was acknowledged. */
async function renameUntilRefused(circle: Circle, token: string): Promise<string> {
  let kept = "Anna";
  for (let count = 0; count < 10_000; count++) {
    const name = `${count} ${"long ".repeat(18)}end`;
    const { status } = await rename(circle, token, name);
    if (status !== 200) return kept;
    kept = name;
  }
  throw new Error("the disk does not fill");
}

async function ready(circle: Circle): Promise<number> {
  return (await circle.call("GET", "/ready")).status;
}

function rename(circle: Circle, token: string, name: string) {
  return circle.call("PATCH", "/profile", { token, body: { name } });
}

function assertWhole(file: string): void {
  using database = new DatabaseSync(file, { readOnly: true });
  assert.deepEqual({ ...database.prepare("PRAGMA integrity_check").get() }, {
    integrity_check: "ok",
  });
}
