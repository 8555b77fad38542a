import { run } from "../../cli/run.ts";
import { openTerminal } from "../../cli/terminal/terminal.ts";
import type { ProgramResult } from "./run_program.ts";

/** What a run of `circle` inside the test process is given. */
export interface InProcessOptions {
  /** Standard input; empty if left out. */
  readonly input?: string | Uint8Array;
  /** What a person types; with it, all streams are a terminal. */
  readonly typed?: string;
  /** Columns of the terminal. */
  readonly columns?: number;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Runs `circle` in the test process, on streams of its own, and returns what it wrote. */
export async function runInProcess(
  args: readonly string[],
  { input = "", typed, columns = 80, env }: InProcessOptions,
): Promise<ProgramResult> {
  const isTerminal = () => typed !== undefined;
  const [stdout, stderr] = [collect(), collect()];
  const terminal = openTerminal({
    stdin: { ...readFrom(typed ?? input), isTerminal },
    stdout: { ...stdout, isTerminal },
    stderr: { ...stderr, isTerminal },
    noColor: true,
    consoleSize: () => ({ columns }),
    build: Deno.build,
    addSignalListener: () => {},
    removeSignalListener: () => {},
  });
  const code = await run(args, { terminal, env: (name) => env[name], os: Deno.build.os });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function readFrom(input: string | Uint8Array) {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  let at = 0;
  return {
    read: (buffer: Uint8Array) => {
      const count = Math.min(buffer.length, bytes.length - at);
      buffer.set(bytes.subarray(at, at + count));
      at += count;
      return Promise.resolve(count === 0 ? null : count);
    },
    setRaw: () => {},
    get readable() {
      return new Blob([bytes as BlobPart]).stream();
    },
  };
}

function collect() {
  const chunks: Uint8Array[] = [];
  return {
    writeSync: (bytes: Uint8Array) => chunks.push(bytes.slice()) && bytes.length,
    text: () =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(
        Uint8Array.from(chunks.flatMap((chunk) => [...chunk])),
      ),
  };
}
