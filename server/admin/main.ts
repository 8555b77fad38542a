import { Command, CommanderError } from "@commander-js/extra-typings";
import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { readConfig } from "../config/config.ts";
import { StartError } from "../config/start_error.ts";
import { readSqliteFailure } from "../database/sqlite_failures.ts";
import { declareAccounts } from "./commands/accounts.ts";
import { declareAudit } from "./commands/audit.ts";
import { declareBackups } from "./commands/backups.ts";
import { declareCheck } from "./commands/check.ts";
import { declareCopyTo } from "./commands/copy_to.ts";
import { declareEndAccess } from "./commands/end_access.ts";
import { declareRotateKeys } from "./commands/rotate_keys.ts";
import { declareFamilies } from "./commands/families.ts";
import { declareSettings } from "./commands/settings.ts";
import { declareStats } from "./commands/stats.ts";
import type { SettingsSources } from "./list_settings.ts";
import { findSettingsFile, readEnvironment, SERVICE_SETTINGS } from "./read_environment.ts";

const program = new Command(ADMIN_PROGRAM)
  .description("What the person who hosts the server does on the machine itself.")
  .option(
    "--env-file <file>",
    `settings of the server; by default ${SERVICE_SETTINGS}, if the environment names no circle`,
  )
  .helpOption("-h, --help", "show this help")
  .helpCommand("help [command]", "show the help of a command")
  .configureHelp({ showGlobalOptions: true })
  .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong call.")
  .exitOverride();

const commands = [
  ...declareBackups(readSettings),
  ...declareAccounts(readSettings),
  declareFamilies(readSettings),
  declareEndAccess(readSettings),
  declareAudit(readSettings),
  declareCopyTo(readSettings),
  declareSettings(readSources),
  declareCheck(readSources),
  declareStats(readSettings),
  declareRotateKeys(readSettings),
];
for (const command of commands) {
  program.addCommand(command.copyInheritedSettings(program));
  for (const each of command.commands) each.copyInheritedSettings(command);
}

async function readSettings(options: { readonly needsKeys?: boolean } = {}) {
  const env = await readEnvironment(Deno.env.get, { named: program.opts().envFile });
  const settings = readConfig(env, Deno.stderr.isTerminal(), options);
  return { ...settings, sudoUser: Deno.env.get("SUDO_USER") };
}

async function readSources(): Promise<SettingsSources> {
  const file = await findSettingsFile(Deno.env.get, { named: program.opts().envFile });
  return { environment: Deno.env.toObject(), file };
}

const DAMAGED = "The database is damaged. Stop the server, keep a copy of the data folder, and " +
  'restore the last backup: see "Restoring" in docs/operations.md.';

try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  if (error instanceof CommanderError) Deno.exit(error.exitCode === 0 ? 0 : 2);
  const isDamaged = readSqliteFailure(error) === "damaged";
  if (!(error instanceof StartError) && !isDamaged) throw error;
  console.error(isDamaged ? DAMAGED : (error as Error).message);
  Deno.exit(1);
}
