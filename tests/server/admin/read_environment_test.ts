import assert from "node:assert/strict";
import { readEnvironment } from "../../../server/admin/read_environment.ts";
import { StartError } from "../../../server/config/start_error.ts";
import { startHostedCircle } from "../../support/hosted_circle.ts";
import { assertAdminFails, runAdmin } from "../../support/run_admin.ts";
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

/** What reads a file of variables as systemd reads `EnvironmentFile=`. */
const SYSTEMD = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";
const HAS_SYSTEMD = await Deno.stat(SYSTEMD).then(() => true, () => false);

/** Lines with the value that is read; without one they are refused. */
const LINES: Readonly<Record<string, string | undefined>> = {
  "CIRCLE_PUBLIC_URL=https://circle.example.org": "https://circle.example.org",
  '  CIRCLE_PUBLIC_URL = "https://circle.example.org"  ': "https://circle.example.org",
  "CIRCLE_PUBLIC_URL='with # and space'": "with # and space",
  "CIRCLE_PUBLIC_URL=a'b\"c=d": "a'b\"c=d",
  "CIRCLE_PUBLIC_URL=https://circle.example.org # at home": undefined,
  'CIRCLE_PUBLIC_URL="https://circle.example.org" # at home': undefined,
  "CIRCLE_PUBLIC_URL=half#of": undefined,
  "export CIRCLE_PUBLIC_URL=https://circle.example.org": undefined,
  "CIRCLE_PUBLIC_URL=back\\slash": undefined,
  "CIRCLE_PUBLIC_URL=`quoted`": undefined,
  'CIRCLE_PUBLIC_URL="a"b': undefined,
  'CIRCLE_PUBLIC_URL="open': undefined,
};

testOnSqlite("admin settings: a line that systemd reads in another way is refused", async () => {
  await using folder = await makeTempFolder();
  await Deno.mkdir(`${folder.path}/environment.d`);
  const named = `${folder.path}/environment.d/circle.conf`;
  for (const [line, value] of Object.entries(LINES)) {
    await Deno.writeTextFile(named, `# CIRCLE_PUBLIC_URL=a # b\n${line}\nOTHER=half#of\n`);
    if (value === undefined) {
      await assert.rejects(readEnvironment(of({}), { named }), (error) => {
        assert.ok(error instanceof StartError);
        assert.match(error.message, /^Line 2 of \S+ .*systemd/);
        assert.doesNotMatch(error.message, /example|half|quoted/, "a value may be secret");
        return true;
      }, line);
    } else {
      assert.equal((await readEnvironment(of({}), { named }))("CIRCLE_PUBLIC_URL"), value);
    }
    if (!HAS_SYSTEMD) continue;
    const { stdout } = await new Deno.Command(SYSTEMD, {
      clearEnv: true,
      env: { XDG_CONFIG_HOME: folder.path },
    }).output();
    const read = /^CIRCLE_PUBLIC_URL=(.*)$/m.exec(new TextDecoder().decode(stdout))?.[1];
    const unquoted = read?.replace(/^"(.*)"$/, "$1").replaceAll(/\\(["\\`$])/g, "$1");
    if (value !== undefined) assert.equal(unquoted, value, line);
  }
});

testOnSqlite("admin settings: says which line of the file systemd would ignore", async () => {
  await using folder = await makeTempFolder();
  const file = `${folder.path}/circle.env`;
  await Deno.writeTextFile(file, "export CIRCLE_DATA_DIR=/var/lib/circle/data\n");
  await assertAdminFails(
    {},
    ["settings", "--env-file", file],
    /^Line 1 of \S+ begins with "export", so systemd would ignore it\. Write NAME=value\.\n$/,
  );
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
        "end-access",
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
