import { CommanderError } from "@commander-js/extra-typings";
import type { Environment } from "../shared/environment.ts";
import { VERSION } from "../shared/version.ts";
import {
  Command,
  type CommandUnknownOpts,
  type DeclareCommand,
  examples,
  type Option,
} from "./commands/command.ts";
import { findConfigFolder } from "./session/config_folder.ts";
import { createHelpCommand } from "./commands/help.ts";
import { addGlobalOptions, type GlobalOptions } from "./commands/global_options.ts";
import { type CommandContext, createContext } from "./commands/context.ts";
import { watchForNewerServer } from "./commands/newer_server.ts";
import { throwUsageErrors } from "./commands/usage_error.ts";
import { openSessionStore } from "./session/session_store.ts";
import type { HoldSignals, OnInterrupt } from "./terminal/signal_hold.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** What a run of the command depends on. */
export interface RunDeps {
  readonly terminal: Terminal;
  readonly env: Environment;
  readonly os: typeof Deno.build.os;
  /** Left out where no signals are handled, as is the next. */
  readonly holdSignals?: HoldSignals;
  readonly onInterrupt?: OnInterrupt;
}

/** Every command by its name, loaded only when that name is typed. */
const COMMANDS: Readonly<Record<string, () => Promise<DeclareCommand>>> = {
  register: async () => (await import("./commands/register.ts")).declareRegister,
  login: async () => (await import("./commands/login.ts")).declareLogin,
  logout: async () => (await import("./commands/logout.ts")).declareLogout,
  whoami: async () => (await import("./commands/whoami.ts")).declareWhoami,
  family: async () => (await import("./commands/family.ts")).declareFamily,
  member: async () => (await import("./commands/member.ts")).declareMember,
  person: async () => (await import("./commands/person.ts")).declarePerson,
  birthdays: async () => (await import("./commands/birthdays.ts")).declareBirthdays,
  journal: async () => (await import("./commands/journal.ts")).declareJournal,
  feed: async () => (await import("./commands/feed.ts")).declareFeed,
  invite: async () => (await import("./commands/invite.ts")).declareInvite,
  profile: async () => (await import("./commands/profile.ts")).declareProfile,
  password: async () => (await import("./commands/password.ts")).declarePassword,
  session: async () => (await import("./commands/session.ts")).declareSession,
  token: async () => (await import("./commands/token.ts")).declareToken,
  auth: async () => (await import("./commands/auth.ts")).declareAuth,
  api: async () => (await import("./commands/api.ts")).declareApi,
  doctor: async () => (await import("./commands/doctor.ts")).declareDoctor,
  completions: async () => (await import("./commands/completions.ts")).declareCompletions,
};

/** Runs the command that the command line names; throws a `CliError` if there is none. */
export async function runCommandLine(
  args: readonly string[],
  deps: RunDeps,
): Promise<void> {
  const [first = ""] = args;
  if (first === "__complete") return await printCandidates(args.slice(1), deps);
  const program = await createProgram(deps, {
    names: Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS), // help needs all
    isHelpWanted: !args.includes("--json"), // then an error is exactly one problem
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error; // else it is help, or the version
  }
}

async function printCandidates(words: readonly string[], deps: RunDeps): Promise<void> {
  const { complete } = await import("./commands/complete.ts");
  const program = await createProgram(deps);
  const open = (typed: Pick<GlobalOptions, "server" | "family">) =>
    createOwnContext({ input: false, quiet: true, color: false, timeout: 2_000, ...typed }, deps);
  for (const line of await complete({ program, open }, words)) deps.terminal.print(line);
}

/** Creates the command line: all of its commands, or the named ones. */
export async function createProgram(
  deps: RunDeps,
  { names = Object.keys(COMMANDS), isHelpWanted = true }: {
    readonly names?: readonly string[];
    /** Whether a usage error shows the help of its command. */
    readonly isHelpWanted?: boolean;
  } = {},
): Promise<Command> {
  const program = throwUsageErrors(createRoot(deps.terminal, isHelpWanted));
  addGlobalOptions(program);
  const open = watchForNewerServer(program, (called) => openContext(called, deps));
  for (const name of names) {
    const declare = await COMMANDS[name]!();
    const command = declare(open);
    program.addCommand(inheritSettings(command, program));
  }
  program.addCommand(inheritSettings(createHelpCommand(program, deps.terminal), program));
  return program;
}

/** Columns of a help that nobody sees on a terminal. */
const HELP_WIDTH = 80;

/** Columns that are enough for a description; with fewer, the terminal breaks its words. */
const NARROWEST_HELP = 12;

/** Creates the `circle` command, with how it and its subcommands show help and errors. */
function createRoot(terminal: Terminal, isHelpWanted: boolean): Command {
  return new Command("circle")
    .description("Your family's private circle, from the terminal.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: listGlobalOptions,
      minWidthToWrap: NARROWEST_HELP,
    })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => isHelpWanted && terminal.sayAsIs(text.trimEnd()),
      getOutHelpWidth: () => terminal.output.width ?? HELP_WIDTH,
      getErrHelpWidth: () => terminal.messageWidth ?? HELP_WIDTH,
      outputError: () => {}, // errors are thrown, and reported once
    })
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      examples("circle register", "circle login", "circle family members --json"),
    );
}

/** The options of every command: those of the root, and none of a command between. */
function listGlobalOptions(command: CommandUnknownOpts): Option[] {
  let root = command;
  while (root.parent) root = root.parent;
  return root === command ? [] : root.options.filter(({ hidden }) => !hidden);
}

/** Makes a command show help and errors like its parent. */
function inheritSettings(
  command: CommandUnknownOpts,
  parent: CommandUnknownOpts,
): CommandUnknownOpts {
  throwUsageErrors(command.copyInheritedSettings(parent));
  for (const child of command.commands) inheritSettings(child, command);
  return command;
}

function openContext(command: CommandUnknownOpts, deps: RunDeps): CommandContext {
  const options = command.optsWithGlobals() as unknown as GlobalOptions; // of `addGlobalOptions`
  return createOwnContext(options, deps);
}

function createOwnContext(
  options: GlobalOptions,
  {
    terminal,
    env,
    os,
    holdSignals = (work) => work(),
    onInterrupt = () => ({ [Symbol.dispose]() {} }),
  }: RunDeps,
): CommandContext {
  const ownTerminal: Terminal = {
    ...terminal,
    output: { ...terminal.output, hasColor: terminal.output.hasColor && options.color },
    say: (text) => options.quiet || terminal.say(text),
    sayAsIs: (text) => options.quiet || terminal.sayAsIs(text),
    showStatus: (text) => options.quiet || terminal.showStatus(text),
  };
  return createContext({
    options,
    terminal: ownTerminal,
    env,
    store: openSessionStore({
      getFolder: () => findConfigFolder(env, os),
      warn: ownTerminal.say,
      holdSignals,
    }),
    sayFailure: terminal.say,
    holdSignals,
    onInterrupt,
  });
}
