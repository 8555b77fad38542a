import assert from "node:assert/strict";
import { createProgram } from "../../../server/admin/program.ts";
import { type HostedCircle, startHostedCircle } from "../../support/hosted_circle.ts";
import { backUp, createAdminTerminal, runAdminProcess } from "../../support/run_admin.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

/** What a command is given, and what it prints. */
type Call = readonly [args: readonly string[], printed: RegExp];

/** The commands that a process is started for on PostgreSQL too: they read, change and copy. */
const ON_POSTGRES = ["accounts list", "accounts end-sessions", "backup", "check", "copy-to"];

// Other tests run these commands in their own process, which has all permissions.
Deno.test({
  name: "deno task admin: every command does its work with the permissions of the task",
  ignore: testDialect() === "pglite", // which processes cannot reach
  fn: async (t) => {
    await using circle = await startHostedCircle();
    const { settings, folder, server } = circle;
    await Deno.writeTextFile(
      `${folder}/accounts.csv`,
      "email,name,family,role\nzoe@example.org,Zoë,The Bergs,owner\n",
    );
    const calls = listCalls(circle, await backUp(settings, folder));
    assert.deepEqual(Object.keys(calls).sort(), listCommands(), "each has its call");
    const environment = { ...settings, CIRCLE_PORT: new URL(server.url).port };
    for (const [command, [args, printed]] of Object.entries(calls)) {
      if (testDialect() === "postgres" && !ON_POSTGRES.includes(command)) continue;
      await t.step(command, async () => {
        const { code, stdout, stderr } = await runAdminProcess(environment, [
          ...command.split(" "),
          ...args,
        ]);
        assert.deepEqual([code, stderr], [0, ""]);
        assert.match(stdout, printed);
      });
    }
  },
});

testOnSqlite("deno task admin: says on standard error what is wrong, and exits so", async () => {
  const run = async (settings: Record<string, string>, ...args: string[]) => {
    const { code, stdout, stderr } = await runAdminProcess(settings, args);
    return [code, stdout === "", stderr];
  };
  assert.deepEqual(await run({ CIRCLE_DATA_DIR: "/dev/null/data" }, "accounts", "list"), [
    1,
    true,
    "There is no circle in /dev/null/data/circle.db. Check CIRCLE_DATA_DIR.\n",
  ]);
  await using folder = await makeTempFolder();
  const file = `${folder.path}/circle.env`;
  await Deno.writeTextFile(file, "CIRCLE_PORT=eighty\n");
  assert.deepEqual(await run({}, "settings", "--env-file", file), [1, false, ""]);
  assert.deepEqual(await run({}, "backup", "--encrypt"), [
    1,
    true,
    "This needs a passphrase. Name its file with --passphrase-file.\n",
  ]);
  assert.deepEqual(await run({}, "acounts"), [
    2,
    true,
    "error: unknown command 'acounts'\n(Did you mean accounts?)\n",
  ]);
});

/** A call of every command, in an order in which each finds what it needs. */
function listCalls({ folder, anna }: HostedCircle, backup: string): Record<string, Call> {
  const zoe = "zoe@example.org";
  return {
    "import-accounts": [[`${folder}/accounts.csv`], /^Imported 1 account\.$/m],
    "accounts list": [[], /^EMAIL +NAME /],
    "accounts show": [[zoe], /^State +enabled$/m],
    "accounts disable": [[zoe], /is disabled\.$/m],
    "accounts enable": [[zoe], /can log in/],
    "accounts reset-password": [[zoe], /^Code for Zoë: /],
    "reset-password": [[zoe], /^Code for Zoë: /],
    "accounts end-sessions": [[anna.email], /is logged out: 1 session ended\.$/m],
    "accounts set-email": [[anna.email, "anna@example.net"], /logs in with anna@example\.net now/],
    "families list": [[], /^The Bergs /m],
    "families show": [["The Bergs"], /Zoë <zoe@example\.org>/],
    "families create": [["The Sailors", zoe], /The Sailors/],
    "families set-owner": [["The Sailors", anna.id, "--join"], /is an owner of The Sailors now/],
    "accounts delete": [[zoe, "--yes"], /is deleted\.$/m],
    "audit": [[], / {2}accounts delete {2,}Zoë, deleted /],
    "settings": [[], /^CIRCLE_DATA_DIR +\/\S+\/data +environment$/m],
    "backup": [[], /^Backed up the circle in /],
    "verify": [[backup], /is whole: it can be restored\.$/m],
    "restore": [[backup, `${folder}/restored`], /^Restored the backup of /],
    "stats": [[], /^Backups +2 in /m],
    "check": [[], /^ok +address +http:\S+ answers, and serves this circle$/m],
    "copy-to": [[`${folder}/copy`], /^Copied, and every row compared:$/m],
    "rotate-keys": [[], /^The new signing key \S+ is in /m],
    "end-access": [["--yes"], /^Ended: /],
  };
}

/** A command as it was declared, with those below it. */
interface Declared {
  readonly name: () => string;
  readonly commands: readonly Declared[];
}

/** The names of all commands that do something, sorted. */
function listCommands(): string[] {
  const list = ({ commands }: Declared): string[] =>
    commands.flatMap((command) =>
      command.commands.length === 0
        ? [command.name()]
        : list(command).map((name) => `${command.name()} ${name}`)
    );
  const { terminal } = createAdminTerminal();
  return list(createProgram({ terminal, environment: {} }, () => {})).sort();
}
