import { Command } from "@commander-js/extra-typings";
import { readConfig } from "../config/config.ts";
import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { declareAccounts } from "./commands/accounts.ts";
import { declareAudit } from "./commands/audit.ts";
import { declareBackups } from "./commands/backups.ts";
import { declareCheck } from "./commands/check.ts";
import type { CommandContext, HostTerminal } from "./commands/context.ts";
import { declareCopyTo } from "./commands/copy_to.ts";
import { declareEndAccess } from "./commands/end_access.ts";
import { declareFamilies } from "./commands/families.ts";
import { declareRotateKeys } from "./commands/rotate_keys.ts";
import { declareSettings } from "./commands/settings.ts";
import { declareStats } from "./commands/stats.ts";
import { findSettingsFile, readEnvironment, SERVICE_SETTINGS } from "./read_environment.ts";

/** What a run of the program depends on. */
export interface RunDeps {
  readonly terminal: HostTerminal;
  readonly environment: Readonly<Record<string, string>>;
}

/** Creates the command line of the host; what a command finds to be wrong is noted as a failure. */
export function createProgram(deps: RunDeps, noteFailure: () => void) {
  const program = createRoot(deps.terminal);
  const context = createContext(deps, { noteFailure, nameFile: () => program.opts().envFile });
  const commands = [
    ...declareBackups(context),
    ...declareAccounts(context),
    declareFamilies(context),
    declareEndAccess(context),
    declareAudit(context),
    declareCopyTo(context),
    declareSettings(context),
    declareCheck(context),
    declareStats(context),
    declareRotateKeys(context),
  ];
  for (const command of commands) {
    program.addCommand(command.copyInheritedSettings(program));
    for (const each of command.commands) each.copyInheritedSettings(command);
  }
  return program;
}

function createRoot({ print, say }: HostTerminal) {
  return new Command(ADMIN_PROGRAM)
    .description("What the person who hosts the server does on the machine itself.")
    .option(
      "--env-file <file>",
      `settings of the server; by default ${SERVICE_SETTINGS}, if the environment names no circle`,
    )
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [command]", "show the help of a command")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => say(text.trimEnd()),
    })
    .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong call.")
    .exitOverride();
}

function createContext(
  { terminal, environment }: RunDeps,
  { noteFailure, nameFile }: {
    readonly noteFailure: () => void;
    /** The file of settings that the command line names. */
    readonly nameFile: () => string | undefined;
  },
): CommandContext {
  const env = (name: string) => environment[name];
  return {
    terminal,
    readSettings: async (options) => {
      const extended = await readEnvironment(env, { named: nameFile() });
      return { ...readConfig(extended, terminal.isRead, options), sudoUser: env("SUDO_USER") };
    },
    readSources: async () => ({
      environment,
      file: await findSettingsFile(env, { named: nameFile() }),
    }),
    show: (result, isJson, describe) =>
      terminal.print(isJson ? JSON.stringify(result) : describe(result)),
    fail: (fault) => {
      if (fault !== undefined) terminal.say(fault);
      noteFailure();
    },
  };
}
