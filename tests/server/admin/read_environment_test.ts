import assert from "node:assert/strict";
import { readEnvironment } from "../../../server/admin/read_environment.ts";
import { StartError } from "../../../server/config/start_error.ts";
import { assertAdminFails, runAdmin, startHostedCircle } from "../../support/hosted_circle.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const SETTINGS = `# of the server
CIRCLE_DATA_DIR=/var/lib/circle/data
CIRCLE_PUBLIC_URL="https://circle.example.org"
CIRCLE_DATABASE_URL='postgres://circle:a%23b@db/circle'
`;

testOnSqlite(
  "admin settings: come from the named file, unless they are in the environment",
  async () => {
    await using folder = await makeTempFolder();
    const named = `${folder.path}/circle.env`;
    await Deno.writeTextFile(named, SETTINGS);
    const env = await readEnvironment(of({ CIRCLE_DATA_DIR: "/elsewhere" }), { named });
    assert.equal(env("CIRCLE_DATA_DIR"), "/elsewhere");
    assert.equal(env("CIRCLE_PUBLIC_URL"), "https://circle.example.org");
    assert.equal(env("CIRCLE_DATABASE_URL"), "postgres://circle:a%23b@db/circle");
    assert.equal(env("CIRCLE_HOST"), undefined);
  },
);

testOnSqlite(
  "admin settings: come from the usual file where the environment names no circle",
  async () => {
    await using folder = await makeTempFolder();
    const usual = `${folder.path}/circle.env`;
    const read = async (given: Record<string, string>) =>
      (await readEnvironment(of(given), { usual }))("CIRCLE_PUBLIC_URL");
    assert.equal(await read({}), undefined, "it need not be there");
    await Deno.writeTextFile(usual, SETTINGS);
    assert.equal(await read({}), "https://circle.example.org");
    assert.equal(await read({ CIRCLE_DATA_DIR: "./data" }), undefined);
    assert.equal(await read({ CIRCLE_DATABASE_URL: "postgres://a@b/c" }), undefined);
  },
);

testOnSqlite("admin settings: a file that cannot be read is refused", async () => {
  await using folder = await makeTempFolder();
  const isRefused = (error: unknown) =>
    error instanceof StartError &&
    /cannot be read \(\w+\)\. Run this as the user/.test(error.message);
  await assert.rejects(readEnvironment(of({}), { named: `${folder.path}/no` }), isRefused);
  await assert.rejects(readEnvironment(of({}), { usual: folder.path }), isRefused);
});

testOnSqlite("admin --env-file: works before and after the command", async () => {
  await using circle = await startHostedCircle();
  const file = `${circle.folder}/circle.env`;
  await Deno.writeTextFile(file, `CIRCLE_DATA_DIR=${circle.dataDir}\n`);
  const backups = `${circle.folder}/backups`;
  for (
    const args of [["--env-file", file, "backup", backups], ["backup", backups, "--env-file", file]]
  ) {
    const { code, stdout } = await runAdmin({}, args);
    assert.equal(code, 0);
    assert.ok(
      stdout.startsWith(`Backed up the circle in ${circle.dataDir}\n  to ${backups}/circle-`),
    );
  }
  await assertAdminFails(
    {},
    ["backup", "--env-file", `${file}-no`],
    /^The settings in \S+ cannot be read/,
  );
});

testOnSqlite("admin backup: goes beside the data folder where no folder is named", async () => {
  await using circle = await startHostedCircle();
  assert.equal((await runAdmin(circle.settings, ["backup"])).code, 0);
  const names = await Array.fromAsync(Deno.readDir(circle.folder), ({ name }) => name);
  assert.deepEqual(names.sort(), ["backups", "data"]);
});

testOnSqlite(
  "deno task admin: its help has every command, the options for all, and exit codes",
  async () => {
    const { code, stdout } = await runAdmin({}, ["--help"]);
    assert.equal(code, 0);
    for (
      const name of [
        "backup",
        "verify",
        "restore",
        "copy-to",
        "reset-password",
        "settings",
        "check",
        "stats",
        "rotate-keys",
        "--env-file",
      ]
    ) {
      assert.ok(stdout.includes(name), name);
    }
    assert.match(stdout, /Exit codes: 0 done, 1 failed, 2 wrong call\./);
    const help = await runAdmin({}, ["restore", "--help"]);
    assert.match(help.stdout, /--keep-credentials .*\n[^]*--env-file/);
    assert.equal((await runAdmin({}, ["restore"])).code, 2);
  },
);

function of(environment: Readonly<Record<string, string>>) {
  return (name: string) => environment[name];
}
