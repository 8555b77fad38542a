import { resolve } from "node:path";

/** How one run of `circle` ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

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
  const process = spawnCommand(args, options);
  const output = readOutput(process); // begun at once: it may end without reading its input
  if (options.input !== undefined) {
    const { input } = options;
    const writer = process.stdin.getWriter();
    await writer.write(typeof input === "string" ? new TextEncoder().encode(input) : input)
      .catch(() => {});
    await writer.close().catch(() => {});
  }
  return await output;
}

/** Starts `circle` and leaves it to itself. */
export function spawnCommand(args: readonly string[], options: CommandOptions): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [...commandLine(options), ...args],
    clearEnv: true,
    env: { ...denoEnvironment(), CIRCLE_CONFIG_DIR: options.configDir, ...options.env },
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for the end of a process, and what it wrote until then. */
export async function readOutput(process: Deno.ChildProcess): Promise<CommandResult> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What Deno needs of the environment to run anything. */
export function denoEnvironment(): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME"];
  return Object.fromEntries(
    names.map((name) => [name, Deno.env.get(name)]).filter(([, value]) => value !== undefined),
  );
}

/** The folder of this checkout. */
export const CHECKOUT = resolve(import.meta.dirname!, "../..");

/** The arguments of `deno` that run the command from this checkout, with what it is granted. */
export function commandLine({ configDir, env }: CommandOptions): string[] {
  const readable = [configDir, env?.CIRCLE_TOKEN_FILE].filter((path) => path).join(",");
  return [
    "run",
    "-q",
    "--no-prompt",
    `--config=${CHECKOUT}/deno.json`,
    "-P=cli",
    `--allow-read=${readable}`,
    `--allow-write=${configDir}`,
    `${CHECKOUT}/cli/main.ts`,
  ];
}
