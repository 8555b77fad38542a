/** How a program ended. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program is given. */
export interface ProgramOptions {
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Standard input; without it there is none. */
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  options: ProgramOptions,
): Promise<ProgramResult> {
  const process = startProgram(program, options);
  const [result] = await Promise.all([readResult(process), write(process, options.input)]);
  return result;
}

/** Starts a program and leaves it to itself. */
export function startProgram(
  program: string,
  { args, env, input, cwd }: ProgramOptions,
): Deno.ChildProcess {
  return new Deno.Command(program, {
    args: [...args],
    clearEnv: true,
    env,
    cwd,
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for the end of a program that was started. */
export async function readResult(process: Deno.ChildProcess): Promise<ProgramResult> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function write(process: Deno.ChildProcess, input: ProgramOptions["input"]): Promise<void> {
  if (input === undefined) return;
  const writer = process.stdin.getWriter();
  try {
    await writer.write(typeof input === "string" ? new TextEncoder().encode(input) : input);
    await writer.close();
  } catch { /* it has ended without reading all of it */ }
}
