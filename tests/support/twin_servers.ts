import { type Visit, visitServer } from "./circle.ts";
import { startServerProcess } from "./server_process.ts";

/** Two server processes on one data folder, as two machines on one database would be. */
export interface Twins extends AsyncDisposable {
  readonly dataDir: string;
  readonly first: Visit;
  readonly second: Visit;
  /** What both have logged so far. */
  readonly log: () => string;
}

/** Starts two servers that issue and take the same tokens. */
export async function startTwins(settings: Readonly<Record<string, string>> = {}): Promise<Twins> {
  const dataDir = await Deno.makeTempDir({ prefix: "circle-twins-" });
  const shared = { CIRCLE_PUBLIC_URL: "http://twins.example.org", ...settings };
  const first = await startServerProcess(dataDir, shared);
  const second = await startServerProcess(dataDir, shared);
  return {
    dataDir,
    first: visitServer(first.url),
    second: visitServer(second.url),
    log: () => first.log() + second.log(),
    [Symbol.asyncDispose]: async () => {
      await first[Symbol.asyncDispose]();
      await second[Symbol.asyncDispose]();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}
