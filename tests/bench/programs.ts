import { findNativeFiles } from "../../server/config/grants.ts";
import { denoEnvironment } from "../support/command_process.ts";
import { ROOT } from "../support/source_files.ts";
import type { Started } from "./started.ts";

/** A program to run, and what it is given. */
export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  /** Beside what Deno itself needs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A file of the bench as a program of its own; it may do what the server may, and read a file. */
export function benchProgram(
  file: string,
  args: readonly (string | number)[],
  readable?: string,
): Program {
  const read = ["/usr/bin/ldd", ...readable === undefined ? [] : [readable]].join(",");
  return {
    program: Deno.execPath(),
    args: [
      ...["run", "-q", "-P=server", "--allow-net", `--allow-read=${read}`],
      `--allow-ffi=${findNativeFiles().join(",")}`,
      `${ROOT}/tests/bench/${file}`,
      ...args.map(String),
    ],
  };
}

/** Runs a program to its end, and gives what it prints. */
export async function runToEnd(started: Started, program: Program): Promise<string> {
  const process = await started.keep(start(program));
  const [{ success }, output] = await Promise.all([process.status, readAll(process.stdout)]);
  if (!success) throw new Error(`${program.program} ${program.args.join(" ")} failed: ${output}`);
  return output;
}

/** Starts a program that listens, and gives the address that it prints. */
export async function startListening(started: Started, program: Program): Promise<string> {
  const { stdout } = await started.keep(start(program));
  for await (const text of stdout.values({ preventCancel: true })) {
    const url = /http:\S+/.exec(text)?.[0];
    if (url) return url;
  }
  throw new Error(`${program.args.join(" ")} does not listen`);
}

/** Starts a program and leaves it to itself. */
export async function spawnProgram(started: Started, program: Program): Promise<void> {
  await started.keep(start(program));
}

interface RunningProgram extends AsyncDisposable {
  readonly stdout: ReadableStream<string>;
  readonly status: Promise<Deno.CommandStatus>;
}

/** Starts a program that is killed at the end, if it still runs then. */
// deno-lint-ignore require-await -- its caller keeps a promise of what is being started
async function start({ program, args, env }: Program): Promise<RunningProgram> {
  const process = new Deno.Command(program, {
    args: [...args],
    cwd: ROOT,
    clearEnv: true,
    env: { ...denoEnvironment(), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const stdout = process.stdout.pipeThrough(new TextDecoderStream());
  return {
    stdout,
    status: process.status,
    [Symbol.asyncDispose]: async () => {
      try {
        process.kill("SIGKILL");
      } catch { /* it has ended */ }
      await process.status;
      if (!stdout.locked) await stdout.cancel();
    },
  };
}

async function readAll(stream: ReadableStream<string>): Promise<string> {
  return (await Array.fromAsync(stream)).join("");
}
