import assert from "node:assert/strict";
import { countCircle } from "../../../server/admin/count_circle.ts";
import { openDatabase } from "../../../server/database/open.ts";
import { DAY, timestampBefore } from "../../../server/database/timestamps.ts";
import { dumpCircle, settingsOf, startHostedCircle } from "../../support/hosted_circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { assertAdminFails, backUp, runAdmin } from "../../support/run_admin.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";

const IS_SERVED = testDialect() !== "pglite"; // which processes cannot reach

Deno.test({
  name: "admin stats: counts what is in the circle, and names nobody",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    const { settings, folder, anna } = circle;
    await anna.client.createPhoto({ params: { family_id: anna.family }, body: TINY_PICTURE });
    const path = await backUp(settings, folder);
    const args = ["stats", "--backups", `${folder}/backups`];
    const stats = JSON.parse((await runAdmin(settings, [...args, "--json"])).stdout);
    const rows = await dumpCircle(settings);
    for (const name of ["accounts", "families", "people", "posts", "sessions", "photos"]) {
      assert.equal(stats[name], rows[name]!.length, name);
    }
    assert.equal(stats.photos, 2, "which are one picture");
    const photos = settings.CIRCLE_PHOTOS_DIR ?? `${circle.dataDir}/photos`;
    const files = (await listFiles(photos)).filter((file) => file.endsWith(".jpg"));
    const sizes = await Promise.all(files.map(async (file) => (await Deno.stat(file)).size));
    assert.equal(stats.photo_bytes, sizes[0]! + sizes[1]!);
    assert.equal(sizes.length, 2);
    assert.ok(stats.database_bytes > 100_000);
    assert.equal(stats.backups.count, 1);
    const info = JSON.parse(await Deno.readTextFile(`${path}/backup.json`));
    assert.equal(stats.backups.newest, info.made_at);
    const { code, stdout } = await runAdmin(settings, args);
    assert.equal(code, 0);
    assert.match(stdout, /^Accounts +2\n {2}active within a day +2\n/);
    assert.match(stdout, /^ {2}signed in nowhere +0$/m, "which imported accounts may never have");
    assert.match(stdout, /^Backups +1 in \S+, the newest \d+ (second|minute)s? old$/m);
    for (const text of [anna.name, anna.email, anna.id, anna.family]) {
      assert.ok(!(stdout + JSON.stringify(stats)).includes(text));
    }
  },
});

Deno.test({
  name: "admin stats: counts each account once, by its last activity",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    const { settings, folder, server, anna } = circle;
    const body = { email: anna.email, password: anna.password };
    await server.client().login({ body });
    const count = async (now: Date) => {
      const { last_active } = await countCircle(settingsOf(settings), { backups: folder, now });
      return Object.values(last_active);
    };
    const later = (days: number) => new Date(Date.now() + days * DAY);
    assert.deepEqual(await count(later(0)), [2, 0, 0, 0, 0]);
    assert.deepEqual(await count(later(3)), [0, 2, 0, 0, 0]);
    assert.deepEqual(await count(later(20)), [0, 0, 2, 0, 0]);
    assert.deepEqual(await count(later(40)), [0, 0, 0, 2, 0]);
    const { config, secrets } = settingsOf(settings);
    const database = await openDatabase(config, secrets);
    const last_used_at = timestampBefore(new Date(), 3 * DAY);
    const [oldest] = await database.db.selectFrom("sessions").select("id")
      .where("account_id", "=", anna.id).orderBy("id").execute();
    await database.write.updateTable("sessions").set({ last_used_at })
      .where("id", "=", oldest!.id).execute();
    await database.close();
    assert.deepEqual(await count(later(0)), [2, 0, 0, 0, 0], "the newer session counts");
    await anna.client.logout({ query: { scope: "all" } });
    assert.deepEqual(await count(later(0)), [1, 0, 0, 0, 1]);
  },
});

testOnSqlite("admin stats: refuses where there is no circle, and makes none", async () => {
  await using folder = await makeTempFolder();
  const settings = { CIRCLE_DATA_DIR: `${folder.path}/data` };
  await assertAdminFails(settings, ["stats"], /^There is no circle in \S+\/circle\.db\./);
  await assert.rejects(Deno.stat(settings.CIRCLE_DATA_DIR), Deno.errors.NotFound);
});
