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
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `circle` in a process of its own, without a terminal, as a script does. */
export async function runCommand(
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [...commandLine(options), ...args],
    env: { CIRCLE_CONFIG_DIR: options.configDir, ...options.env },
    stdin: options.input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.input !== undefined) {
    const writer = process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.input));
    await writer.close();
  }
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The arguments of `deno` that run the command from this checkout, with what it is granted. */
export function commandLine({ configDir, env }: CommandOptions): string[] {
  const root = new URL("../../", import.meta.url);
  const readable = [configDir, env?.CIRCLE_TOKEN_FILE].filter((path) => path).join(",");
  return [
    "run",
    "-q",
    `--config=${new URL("deno.json", root).pathname}`,
    "-P=cli",
    `--allow-read=${readable}`,
    `--allow-write=${configDir}`,
    new URL("cli/main.ts", root).pathname,
  ];
}
