import { type ProgramResult, runProgram, startProgram } from "./run_program.ts";
import { ROOT } from "./source_files.ts";

/** How one run of `circle` ended. */
export type CommandResult = ProgramResult;

/** What a run of `circle` is given. */
export interface CommandOptions {
  readonly configDir: string;
  /** Standard input; without it there is none. */
  readonly input?: string | Uint8Array;
  /** Beside what Deno itself needs; nothing else of the environment of the tests is passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `circle` in a process of its own, without a terminal, as a script does. */
export async function runCommand(
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return await runProgram(Deno.execPath(), describeRun(args, options));
}

/** Starts `circle` and leaves it to itself. */
export function startCommand(args: readonly string[], options: CommandOptions): Deno.ChildProcess {
  return startProgram(Deno.execPath(), describeRun(args, options));
}

function describeRun(args: readonly string[], options: CommandOptions) {
  const { configDir, input, env } = options;
  return {
    args: [...commandLine(options), ...args],
    env: { ...denoEnvironment(), CIRCLE_CONFIG_DIR: configDir, ...env },
    input,
  };
}

/** What Deno needs of the environment to run anything. */
export function denoEnvironment(): Record<string, string> {
  const names = [
    "PATH",
    "HOME",
    "DENO_DIR",
    "XDG_CACHE_HOME",
    "DENO_COVERAGE_DIR",
    "DENO_V8_FLAGS",
  ];
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name)]).filter(([, value]) => value !== undefined),
  );
}

/** The arguments of `deno` that run the command from this checkout, with what it is granted. */
export function commandLine({ configDir, env }: CommandOptions): string[] {
  const readable = [configDir, env?.CIRCLE_TOKEN_FILE].filter((path) => path).join(",");
  return [
    "run",
    "-q",
    "--no-prompt",
    `--config=${ROOT}/deno.json`,
    "-P=cli",
    `--allow-read=${readable}`,
    `--allow-write=${configDir}`,
    `${ROOT}/cli/main.ts`,
  ];
}
