import assert from "node:assert/strict";
import { Kysely, sql } from "kysely";
import { migrate } from "../../../server/database/migrate.ts";
import { MIGRATIONS } from "../../../server/database/migrations/mod.ts";
import { createSqliteDialect } from "../../../server/database/sqlite.ts";
import type { Tables } from "../../../server/database/tables.ts";
import {
  dumpCircle,
  type HostedCircle,
  startHostedCircle,
  startHostedProcess,
  startHostedServer,
  type TestServer,
} from "../../support/hosted_circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { pause } from "../../support/pause.ts";
import { readFolder } from "../../support/read_folder.ts";
import { assertAdminFails, backUp, runAdmin, startAdminProcess } from "../../support/run_admin.ts";
import { readResult } from "../../support/run_program.ts";
import { CAN_MOUNT, mountSmallDisk } from "../../support/small_disk.ts";
import { refuseInProcess } from "../../support/start_in_process.ts";
import { makePostgresDatabase, runSql, testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

/** Restores that are killed; with more the moments lie closer together. */
const KILLS = Number(Deno.env.get("CIRCLE_TEST_ROUNDS") ?? 5);

const IS_SERVED = testDialect() !== "pglite"; // which processes cannot reach

/** What a restore ends unless it is told not to. */
const CREDENTIALS = [
  "sessions",
  "web_sessions",
  "sign_in_requests",
  "script_tokens",
  "feeds",
  "invites",
  "password_resets",
];

Deno.test({
  name: "restore: gives the circle back, and lets nobody in but by their password",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    const before = await dumpCircle(circle.settings);
    const backup = await backUp(circle.settings, circle.folder);
    const restored = { CIRCLE_DATA_DIR: `${circle.folder}/restored` };
    const { code, stdout } = await runAdmin(restored, ["restore", backup]);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^Restored the backup of \d{4}-\d\d-\d\d \d\d:\d\d UTC \(\d+ (second|minute)s? ago\) to \S+\/restored\n/,
    );
    assert.match(stdout, /^Ended: 2 sessions, 1 script token, 1 feed, 1 invite, 1 reset code\.$/m);
    assert.match(stdout, /What was written after that is lost\./);
    const { family_log, admin_audit } = await dumpCircle(restored);
    const told = (family_log as { event: string; note: string }[])
      .filter(({ event }) => event === "backup_restored");
    assert.equal(told.length, before.families!.length);
    assert.match(told[0]!.note, /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
    const [noted] = (await runAdmin(restored, ["audit"])).stdout.split("\n").slice(1);
    assert.match(noted!, / {2}restore {2,}circle-\S+Z$/);
    assert.equal(admin_audit!.length, 1);
    assert.deepEqual(leaveOut(await dumpCircle(restored)), leaveOut(before));
    await using server = await startHostedServer(restored);
    for (const outcome of Object.values(await tryCredentials(server, circle))) {
      assert.notEqual(outcome, "works");
    }
    assert.equal(await countPictures(server, circle), 2);
    const { email, password } = circle.anna;
    const { access_token } = await server.client().login({ body: { email, password } });
    assert.equal(
      (await server.client(access_token).listPeople({
        params: { family_id: circle.anna.family },
      })).length,
      22,
    );
  },
});

Deno.test({
  name: "restore --keep-credentials: what let somebody in does again, and the output says so",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    const before = await dumpCircle(circle.settings);
    const backup = await backUp(circle.settings, circle.folder);
    const restored = { CIRCLE_DATA_DIR: `${circle.folder}/restored` };
    const { code, stdout } = await runAdmin(restored, ["restore", backup, "--keep-credentials"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Kept: sessions, script tokens, feeds, invites and reset codes\./m);
    assert.match(stdout, /If the server was stopped before\nthe backup was made, nothing is lost/);
    assert.doesNotMatch(stdout, /What was written after that is lost/);
    assert.deepEqual(forgetNotes(await dumpCircle(restored)), forgetNotes(before));
    await using server = await startHostedServer(restored);
    assert.deepEqual(await tryCredentials(server, circle), {
      session: "works",
      script: "works",
      feed: "works",
      invite: "works",
      reset: "works",
    });
  },
});

Deno.test({
  name: "restore: into an empty PostgreSQL database, never over a circle, and without its password",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using circle = await startHostedCircle();
    const before = await dumpCircle(circle.settings);
    const backup = await backUp(circle.settings, circle.folder);
    assert.equal(JSON.parse(await Deno.readTextFile(`${backup}/backup.json`)).source, "postgres");
    await using database = await makePostgresDatabase();
    const url = new URL(database.settings.CIRCLE_DATABASE_URL!);
    url.password = "hunter2"; // which this server does not ask for
    const place = {
      CIRCLE_DATABASE_URL: url.href,
      CIRCLE_PHOTOS_DIR: `${circle.folder}/new-photos`,
    };
    const { code, stdout, stderr } = await runAdmin(place, ["restore", backup]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, / to PostgreSQL\n/);
    assert.deepEqual(leaveOut(await dumpCircle(place)), leaveOut(before));
    const other = `${circle.folder}/other-photos`;
    const again = await runAdmin({ CIRCLE_PHOTOS_DIR: other }, ["restore", backup, url.href]);
    assert.deepEqual(await listFiles(other), []);
    assert.equal(again.code, 1);
    assert.match(
      again.stderr,
      /^The target is not empty: there is a circle in it\. Nothing was restored\.$/m,
    );
    assert.doesNotMatch(stdout + stderr + again.stdout + again.stderr, /hunter2/);
    assert.deepEqual(leaveOut(await dumpCircle(place)), leaveOut(before));
    await using server = await startHostedServer({
      ...database.settings,
      ...photosOf(place),
      CIRCLE_DATA_DIR: "no-folder",
    });
    assert.equal(await countPictures(server, circle), 2);
    assert.notEqual((await tryCredentials(server, circle)).session, "works");
  },
});

testOnSqlite("restore: names what leads to a PostgreSQL that does not answer", async () => {
  await using circle = await startHostedCircle();
  const backup = await backUp(circle.settings, circle.folder);
  const url = "postgres://circle@127.0.0.1:1/circle"; // where nothing listens
  const settings = { CIRCLE_PHOTOS_DIR: `${circle.folder}/new-photos` };
  for (
    const [set, args, named] of [
      [{ CIRCLE_DATABASE_URL: url }, [], "CIRCLE_DATABASE_URL"],
      [{}, [url], "the target"],
    ] as const
  ) {
    const { code, stderr } = await runAdmin({ ...settings, ...set }, ["restore", backup, ...args]);
    assert.equal(code, 1);
    assert.ok(
      stderr.startsWith(`PostgreSQL cannot be reached at the address of ${named}.`),
      stderr,
    );
  }
});

Deno.test({
  name: "restore: says that the PostgreSQL user may make no tables, and how to change that",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using circle = await startHostedCircle();
    const backup = await backUp(circle.settings, circle.folder);
    await using database = await makePostgresDatabase();
    const url = new URL(database.settings.CIRCLE_DATABASE_URL!);
    const role = `reader_${crypto.randomUUID().replaceAll("-", "")}`;
    await runSql(url.href, `create role ${role} login`);
    try {
      url.username = role;
      await assertAdminFails(
        {},
        ["restore", backup, url.href],
        /^The backup has photos\. Name the folder .* as CIRCLE_PHOTOS_DIR\.\n$/,
      );
      await assertAdminFails(
        photosOf({ CIRCLE_PHOTOS_DIR: `${circle.folder}/new-photos` }),
        ["restore", backup, url.href],
        /^PostgreSQL does not let the user of the target make tables\. .*createdb --owner=/,
      );
    } finally {
      await runSql(database.settings.CIRCLE_DATABASE_URL!, `drop role ${role}`);
    }
  },
});

testOnSqlite(
  "restore: refuses a folder with a circle or parts of one, and changes nothing",
  async () => {
    await using circle = await startHostedProcess();
    const backup = await backUp(circle.settings, circle.folder);
    circle.server.kill("SIGKILL");
    await circle.server.status;
    const before = await readFolder(circle.dataDir);
    await assertAdminFails(
      circle.settings,
      ["restore", backup],
      /^There is a circle in \S+ \(\S+circle\.db\)\. Stop its server and move the folder away, /,
    );
    assert.deepEqual(await readFolder(circle.dataDir), before);
    await Deno.remove(`${circle.dataDir}/circle.db`);
    await assertAdminFails(
      circle.settings,
      ["restore", backup],
      /^There is a circle in \S+ \(\S+circle\.db-wal\)\. /,
    );
  },
);

testOnSqlite(
  "restore: fills a folder in which only the database is gone, and refuses other ones",
  async () => {
    await using circle = await startHostedProcess();
    const backup = await backUp(circle.settings, circle.folder);
    circle.server.kill("SIGKILL");
    await circle.server.status;
    const keys = await Deno.readTextFile(`${circle.dataDir}/signing-keys`);
    for (const suffix of ["", "-wal", "-shm"]) {
      await Deno.remove(`${circle.dataDir}/circle.db${suffix}`);
    }
    assert.equal((await runAdmin(circle.settings, ["restore", backup])).code, 0);
    assert.equal(await Deno.readTextFile(`${circle.dataDir}/signing-keys`), keys);
    await Deno.mkdir(`${circle.folder}/letters`);
    await Deno.writeTextFile(`${circle.folder}/letters/a.txt`, "");
    await assertAdminFails(
      {},
      ["restore", backup, `${circle.folder}/letters`],
      /holds other things/,
    );
    await assertAdminFails(
      {},
      ["restore", backup, "mysql://circle:hunter2@db.example.org/circle"],
      /^Backups are restored into a folder, or to postgres:/,
    );
  },
);

testOnSqlite("restore: migrates a backup of an earlier version, and ends what it had", async () => {
  await using circle = await startHostedCircle();
  const backup = await backUp(circle.settings, circle.folder);
  await makeEarlier(backup);
  assert.equal((await runAdmin({}, ["verify", backup])).code, 0);
  const restored = { CIRCLE_DATA_DIR: `${circle.folder}/restored` };
  const { code, stdout, stderr } = await runAdmin(restored, ["restore", backup]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Ended: 1 session, 0 script tokens, /m);
  const { accounts, sessions } = await dumpCircle(restored);
  assert.equal(accounts!.length, 1);
  assert.deepEqual(sessions, []);
});

Deno.test({
  name: "restore: on a full disk fails with a sentence, and leaves nothing behind",
  ignore: !CAN_MOUNT || testDialect() !== "sqlite",
  fn: async () => {
    await using circle = await startHostedCircle();
    const backup = await backUp(circle.settings, circle.folder);
    await using disk = await mountSmallDisk(1);
    for (const target of [`${disk.path}/restored`, disk.path]) {
      await Deno.writeFile(`${disk.path}/lost+found`, new Uint8Array(900 * 1024));
      await assertAdminFails(
        {},
        ["restore", backup, target],
        /^There is no room in \S+\. Nothing was left behind\.\n$/,
      );
      assert.deepEqual(await listNames(disk.path), [
        "lost+found",
      ]);
    }
  },
});

testOnSqlite(
  `a restore that is killed ${KILLS} times at any moment is never a circle to serve`,
  async (t) => {
    await using circle = await startHostedCircle();
    const backup = await backUp(circle.settings, circle.folder);
    assert.equal((await runAdmin({}, ["restore", backup, `${circle.folder}/first`])).code, 0);
    const whole = leaveOut(await dumpCircle({ CIRCLE_DATA_DIR: `${circle.folder}/first` }));
    for (let round = 0; round < KILLS; round++) {
      const delay = 4 * round;
      await t.step(`${delay} ms after it has begun to write`, async () => {
        const target = `${circle.folder}/restored-${round}`;
        const process = startAdminProcess({}, ["restore", backup, target]);
        let hasEnded = false;
        void process.status.then(() => hasEnded = true);
        while (!hasEnded && (await listNames(target)).length < 2) await pause(0); // the lock is first
        await pause(delay);
        try {
          process.kill("SIGKILL");
        } catch { /* it was done */ }
        await readResult(process);
        const names = await listNames(target);
        if (!names.includes("circle.db")) {
          if (names.includes("circle.db.copying")) {
            const { sentence } = await refuseInProcess({ CIRCLE_DATA_DIR: target });
            assert.match(sentence, /circle\.db is missing, but \S+ is there/);
          }
          assert.equal((await runAdmin({}, ["restore", backup, target])).code, 0);
        }
        const { sessions, ...rest } = await dumpCircle({ CIRCLE_DATA_DIR: target });
        assert.deepEqual(sessions, []);
        assert.deepEqual(leaveOut(rest), whole);
      });
    }
  },
);

/** How many pictures of the journal a server shows to who logs in. */
async function countPictures(
  { client }: TestServer,
  { anna: { email, password, family } }: HostedCircle,
): Promise<number> {
  const { access_token } = await client().login({ body: { email, password } });
  const anna = client(access_token);
  let count = 0;
  for (const { photos } of await anna.listPosts({ params: { family_id: family } })) {
    for (const { id: photo_id } of photos) {
      for (const size of ["small", "large"] as const) {
        const picture = await anna.getPhoto({ params: { photo_id }, query: { size } });
        if ((await new Response(picture).bytes()).length > 0) count++;
      }
    }
  }
  return count;
}

Deno.test({
  name: "end-access: ends on a running server, and on a stopped one, what a restore ends",
  ignore: !IS_SERVED,
  fn: async () => {
    await using circle = await startHostedCircle();
    const { server, settings, anna } = circle;
    await assertAdminFails(settings, ["end-access"], /^This ends all sessions, .* add --yes\.$/m);
    assert.equal((await server.client(anna.token).getProfile({})).id, anna.id);
    const before = await dumpCircle(settings);
    const { code, stdout } = await runAdmin(settings, ["end-access", "--yes"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Ended: 2 sessions, 1 script token, 1 feed, 1 invite, 1 reset code\.$/m);
    assert.equal((await server.call("GET", "/profile", { token: anna.token })).status, 401);
    for (const outcome of Object.values(await tryCredentials(server, circle))) {
      assert.notEqual(outcome, "works");
    }
    const after = await dumpCircle(settings);
    assert.deepEqual(leaveOut(after).accounts, leaveOut(before).accounts);
    const [noted] = (await runAdmin(settings, ["audit"])).stdout.split("\n").slice(1);
    assert.match(noted!, / {2}end-access {2,}everyone$/);
    const { email, password } = anna;
    await server.client().login({ body: { email, password } });
    await server.stop();
    const again = await runAdmin(settings, ["end-access", "--yes", "--json"]);
    assert.deepEqual(JSON.parse(again.stdout), {
      sessions: 1,
      script_tokens: 0,
      feeds: 0,
      invites: 0,
      reset_codes: 0,
    });
  },
});

/** Uses every way into a circle that is no password; returns how each went. */
async function tryCredentials(
  { call, client, url }: TestServer,
  { anna, secrets }: HostedCircle,
): Promise<Record<string, string>> {
  const outcome = (work: Promise<unknown>) =>
    work.then(() => "works", (error: Error) => "code" in error ? `${error.code}` : error.message);
  return {
    session: await outcome(client().refresh({ body: { refresh_token: anna.refreshToken } })),
    script: await outcome(client(secrets.script).getProfile({})),
    feed: (await fetch(url + secrets.feed).then(async (response) => {
        await response.body?.cancel();
        return response.status;
      })) === 200
      ? "works"
      : "not found",
    invite: await outcome(
      client().register({
        body: {
          email: "zoe@example.org",
          name: "Zoë",
          password: anna.password,
          invite: secrets.invite,
        },
      }),
    ),
    reset: (await call("POST", "/password-reset", {
        body: { code: secrets.reset, new_password: "a garden full of boats" },
      })).status === 204
      ? "works"
      : "refused",
  };
}

function photosOf({ CIRCLE_PHOTOS_DIR }: { readonly CIRCLE_PHOTOS_DIR: string }) {
  return { CIRCLE_PHOTOS_DIR };
}

/** A dump without what a restore ends. */
function leaveOut(dump: Readonly<Record<string, unknown[]>>): Record<string, unknown[]> {
  const kept = Object.entries(dump).filter(([table]) => !CREDENTIALS.includes(table));
  return forgetNotes(Object.fromEntries(kept));
}

/**
 * A dump without the mark of the folder in which servers on PostgreSQL have the photos, and without
 * what a restore notes.
 */
function forgetNotes(dump: Readonly<Record<string, unknown[]>>): Record<string, unknown[]> {
  const milestones = dump.milestones as { readonly name: string }[]; // as the table is
  const log = dump.family_log as { readonly event: string }[];
  return {
    ...dump,
    admin_audit: [],
    family_log: log.filter(({ event }) => event !== "backup_restored"),
    milestones: milestones.filter(({ name }) => !name.startsWith("photo_folder:")),
  };
}

/** Replaces the database of a backup by one of the version before requests to be signed in. */
async function makeEarlier(backup: string): Promise<void> {
  const file = `${backup}/circle.db`;
  await Deno.remove(file);
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(file) });
  const earlier = Object.entries(MIGRATIONS).filter(([name]) => name < "0014");
  await migrate(db, Object.fromEntries(earlier));
  await sql`insert into accounts (id, email, email_key, name, password_hash, created_at)
    values ('a', 'a@example.org', 'a@example.org', 'A', '', '2026-11-24T00:00:00.000Z')`.execute(
    db,
  );
  await sql`insert into sessions (id, account_id, device, address, created_at, last_used_at,
    authenticated_at, refresh_hash) values ('s', 'a', '', '', '', '', '', '')`.execute(db);
  await sql`PRAGMA journal_mode = DELETE`.execute(db);
  await db.destroy();
  const info = JSON.parse(await Deno.readTextFile(`${backup}/backup.json`));
  const changed = { ...info, rows: { accounts: 1, sessions: 1 } };
  await Deno.writeTextFile(`${backup}/backup.json`, JSON.stringify(changed));
  const { stdout } = await new Deno.Command("sha256sum", {
    args: ["circle.db", "backup.json"],
    cwd: backup,
  }).output();
  await Deno.writeFile(`${backup}/SHA256SUMS`, stdout);
}

/** The names in a folder, which may be missing. */
async function listNames(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch {
    return [];
  }
}
