import project from "../../deno.json" with { type: "json" };

/** What ends a process before its time. */
export interface ProcessLimits {
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeLimit: number;
}

/** How a `deno` process ended. */
export interface DenoResult {
  readonly success: boolean;
  /** Standard output and standard error, in the order of arrival. */
  readonly output: string;
  /** Milliseconds. */
  readonly duration: number;
  /** When a character of the output arrived, in milliseconds from the start. */
  readonly timeAt: (index: number) => number;
}

/**
 * What `deno task serve` tells V8. V8 compiles a file again where a process before had other flags,
 * so all that the tests start has the same: else each start takes 0.1 s of processor time longer.
 */
const SERVER_V8_FLAGS = /--v8-flags=(\S+)/.exec(project.tasks.serve.command)![1]!;

/** Runs `deno` and keeps what it prints. */
export async function runDeno(
  args: readonly string[],
  { env, signal, timeLimit }: ProcessLimits & { readonly env?: Readonly<Record<string, string>> },
): Promise<DenoResult> {
  const startedAt = performance.now();
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { ...env, NO_COLOR: "1", DENO_V8_FLAGS: SERVER_V8_FLAGS },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const end = AbortSignal.any([signal, AbortSignal.timeout(timeLimit)]);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  end.addEventListener("abort", () => {
    try {
      process.kill("SIGTERM");
    } catch { /* it has ended */ }
    resolve();
  });
  let output = "";
  const arrivals: { readonly end: number; readonly time: number }[] = [];
  const add = (text: string) => {
    output += text;
    arrivals.push({ end: output.length, time: performance.now() - startedAt });
  };
  const collected = Promise.all([
    collectText(process.stdout, add),
    collectText(process.stderr, add),
  ]);
  const { success } = await process.status;
  await Promise.race([collected, ended]); // what the process has started may hold its streams open
  if (end.aborted) add(`\nEnded after ${timeLimit / 1000} s: it took too long.\n`);
  const duration = performance.now() - startedAt;
  const timeAt = (index: number) => arrivals.find(({ end }) => end > index)?.time ?? duration;
  return { success, output, duration, timeAt };
}

async function collectText(
  stream: ReadableStream<Uint8Array>,
  add: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) add(text);
}
