import assert from "node:assert/strict";
import type { ListedSettings } from "../../../server/admin/list_settings.ts";
import { runAdmin } from "../../support/run_admin.ts";
import { ROOT } from "../../support/source_files.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const KEY = crypto.getRandomValues(new Uint8Array(32)).toBase64();

testOnSqlite("admin settings: tells what is in effect, and where each comes from", async () => {
  await using folder = await makeTempFolder();
  const file = `${folder.path}/circle.env`;
  await Deno.writeTextFile(
    file,
    "CIRCLE_DATA_DIR=/var/lib/circle/data\nCIRCLE_PORT=8001\nCIRCLE_REGISTRATION=open\n",
  );
  const given = { CIRCLE_PORT: "8002", CIRCLE_REGISTRATION: "" };
  const { settings, file: read, unknown, faults } = await list(given, ["--env-file", file]);
  const find = (name: string) => settings.find((setting) => setting.name === name);
  assert.equal(read, file);
  assert.deepEqual([unknown, faults], [[], []]);
  assert.deepEqual(find("CIRCLE_PORT"), {
    name: "CIRCLE_PORT",
    value: "8002",
    source: "environment",
  });
  assert.deepEqual(find("CIRCLE_REGISTRATION"), {
    name: "CIRCLE_REGISTRATION",
    value: "open",
    source: "file",
  });
  assert.deepEqual(find("CIRCLE_PHOTOS_DIR"), {
    name: "CIRCLE_PHOTOS_DIR",
    value: "/var/lib/circle/data/photos",
    source: "default",
  });
  assert.equal(find("CIRCLE_DATABASE_URL")!.value, null);
  const { stdout, code } = await runAdmin(given, ["settings", "--env-file", file]);
  assert.equal(code, 0);
  assert.match(stdout, /^CIRCLE_PORT +8002 +environment$/m);
  assert.match(stdout, new RegExp(`^CIRCLE_REGISTRATION +open +${file}$`, "m"));
  assert.match(stdout, /^CIRCLE_DATABASE_URL +SQLite in the data folder +default$/m);
  assert.match(stdout, /^CIRCLE_LOG +text on a terminal, else json +default$/m);
});

testOnSqlite("admin settings: has every setting that README names", async () => {
  const readme = await Deno.readTextFile(`${ROOT}/README.md`);
  const documented = [...readme.matchAll(/^\| `(CIRCLE_\w+)` +\|/gm)].map(([, name]) => name!);
  const { settings } = await list({});
  assert.deepEqual(settings.map(({ name }) => name).sort(), documented.sort());
});

/** Settings with a secret in them, and what is shown of each. */
const SECRETS: readonly (readonly [name: string, text: string, secret: string, shown: string])[] = [
  [
    "CIRCLE_DATABASE_URL",
    "postgres://circle:s3cr3t@db.example.org:5432/circle?sslmode=require",
    "s3cr3t",
    "postgres://circle:…@db.example.org:5432/circle?sslmode=require",
  ],
  ["CIRCLE_DATABASE_URL", "postgres://db/circle?password=s3cr3t", "s3cr3t", "password=…"],
  ["CIRCLE_DATABASE_URL", "postgres://circle:s3/cr3t@db/circle", "cr3t", "…"],
  ["CIRCLE_DATABASE_URL", "postgres://circle:12/cr3t@db/circle", "cr3t", "…"],
  ["CIRCLE_DATABASE_URL", "postgres://circle:12#cr3t@db/circle", "cr3t", "…"],
  ["CIRCLE_SIGNING_KEYS", `new:${KEY}`, KEY, "new:…"],
  ["CIRCLE_SIGNING_KEYS", `new:${KEY.slice(0, 20)}`, KEY.slice(0, 20), "…"],
  ["CIRCLE_SIGNING_KEYS", KEY, KEY, "…"],
  ["CIRCLE_PUBLIC_URL", "https://anna:s3cr3t@circle.example.org", "s3cr3t", "https://anna:…@"],
];

testOnSqlite("admin settings: shows no secret, also of a setting that is wrong", async () => {
  for (const [name, text, secret, shown] of SECRETS) {
    for (const args of [["settings"], ["settings", "--json"]]) {
      const { stdout, stderr } = await runAdmin({ [name]: text }, args);
      assert.ok(!(stdout + stderr).includes(secret), `${name}=${text}`);
      assert.ok(stdout.includes(shown), stdout);
    }
  }
});

testOnSqlite("admin settings: names what is no setting, and the one that was meant", async () => {
  await using folder = await makeTempFolder();
  const file = `${folder.path}/circle.env`;
  await Deno.writeTextFile(file, "CIRCLE_PUBLC_URL=https://circle.example.org\n");
  const given = { CIRCLE_COLOUR: "red", CIRCLE_TOKEN: "of the command" };
  const { unknown } = await list(given, ["--env-file", file]);
  assert.deepEqual(unknown, [
    { name: "CIRCLE_PUBLC_URL", source: "file", meant: "CIRCLE_PUBLIC_URL" },
    { name: "CIRCLE_COLOUR", source: "environment", meant: null },
  ]);
  const { stdout, code } = await runAdmin(given, ["settings", "--env-file", file]);
  assert.equal(code, 0);
  assert.match(stdout, /^Unknown: CIRCLE_COLOUR, in the environment$/m);
  assert.match(
    stdout,
    new RegExp(`^Unknown: CIRCLE_PUBLC_URL, in ${file}\\. Is CIRCLE_PUBLIC_URL meant\\?$`, "m"),
  );
});

testOnSqlite("admin settings: exits 1 if no server would start with them", async () => {
  const { code, stdout } = await runAdmin({ CIRCLE_PORT: "eighty" }, ["settings"]);
  assert.equal(code, 1);
  assert.match(stdout, /^CIRCLE_PORT +eighty +environment$/m);
  assert.match(
    stdout,
    /^No server starts with these settings:\nCIRCLE_PORT must be a port number from 0 to 65535\.$/m,
  );
});

async function list(
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<ListedSettings> {
  return JSON.parse((await runAdmin(settings, ["settings", "--json", ...args])).stdout);
}
