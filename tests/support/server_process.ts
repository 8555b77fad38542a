import { listGrants } from "../../server/config/grants.ts";
import project from "../../deno.json" with { type: "json" };
import { createTestClient, type TestClient } from "./circle.ts";
import { waitFor } from "./wait_for.ts";

/** A server in a process of its own, as `deno task serve` runs it. */
export interface ServerProcess extends AsyncDisposable, TestClient {
  /** Origin of the server. */
  readonly url: string;
  readonly pid: number;
  readonly kill: (signal: Deno.Signal) => void;
  readonly status: Promise<Deno.CommandStatus>;
  /** All that it has written to standard error so far. */
  readonly log: () => string;
}

/** How a start ended that was refused. */
export interface RefusedStart {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a server process is started. */
export interface SpawnOptions {
  /** The command line of a program that starts it; without one, it is started directly. */
  readonly wrapper?: readonly string[];
  /** What it runs, by its path in the repository. */
  readonly module?: string;
}

/** Starts a server on a free port and waits until it listens. */
export async function startServerProcess(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
  options: SpawnOptions = {},
): Promise<ServerProcess> {
  const process = spawnServerProcess(dataDir, settings, options);
  let log = "";
  const finishedLog = collect(process.stderr, (text) => log += text);
  const url = settings.CIRCLE_LOG === "json"
    ? await waitFor("the address", () => Promise.resolve(findLoggedAddress(log)))
    : await readListeningUrl(process.stdout);
  if (!url) throw new Error(`the server did not start: ${log}`);
  return {
    ...createTestClient(url),
    url,
    pid: process.pid,
    kill: (signal) => process.kill(signal),
    status: process.status,
    log: () => log,
    [Symbol.asyncDispose]: async () => {
      try {
        process.kill("SIGKILL");
      } catch { /* it has ended */ }
      await process.status;
      await finishedLog;
    },
  };
}

/** The address in the first line of standard output; `undefined` if the server did not start. */
export async function readListeningUrl(
  stdout: ReadableStream<Uint8Array>,
): Promise<string | undefined> {
  const lines = stdout.pipeThrough(new TextDecoderStream());
  let output = "";
  for await (const text of lines.values({ preventCancel: true })) {
    output += text;
    if (output.includes("\n")) break;
  }
  await lines.cancel();
  return /^Listening on (http:\S+)\n/.exec(output)?.[1];
}

/** The address in a log of JSON, which has nothing beside it. */
function findLoggedAddress(log: string): string | undefined {
  return /"listening_on":"(http:[^"]+)"/.exec(log)?.[1];
}

/** Starts a server that is expected to refuse, by way of another program where one is named. */
export async function refuseToStart(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): Promise<RefusedStart> {
  const process = spawnServerProcess(dataDir, settings, { wrapper });
  const deadline = setTimeout(() => process.kill("SIGKILL"), 60_000);
  const { code, stdout, stderr } = await process.output();
  clearTimeout(deadline);
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** What `deno task serve` tells V8: to hold less memory. */
export const V8_FLAGS = /--v8-flags=\S+/.exec(project.tasks.serve.command)![0];

/** What it tells the C library: to give memory back once pictures are prepared. */
export const ALLOCATOR = Object.fromEntries(
  [...project.tasks.serve.command.matchAll(/\b(MALLOC_\w+)=(\d+)/g)].map(([, name, value]) => [
    name!,
    value!,
  ]),
);

/** Starts a server and does not wait for it. */
export function spawnServerProcess(
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
  { wrapper = [], module = "server/main.ts" }: SpawnOptions = {},
): Deno.ChildProcess {
  const root = new URL("../../", import.meta.url);
  const [program, ...args] = [...wrapper, Deno.execPath()];
  return new Deno.Command(program!, {
    args: [
      ...args,
      "run",
      "-q",
      V8_FLAGS,
      "-P=server",
      ...listGrants((name) => ({ CIRCLE_DATA_DIR: dataDir, ...settings })[name]),
      module,
    ],
    cwd: root,
    env: {
      ...ALLOCATOR,

      CIRCLE_PORT: "0",
      CIRCLE_DATA_DIR: dataDir,
      CIRCLE_REGISTRATION: "open",
      ...settings,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  add: (text: string) => void,
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) add(text);
}
