import { readConfig } from "./config/config.ts";
import { openDatabase } from "./database/open.ts";
import { describeError, endByLog, LOG_FLUSH_TIMEOUT } from "./config/last_words.ts";
import { type Log, openLog } from "./config/log.ts";
import { measureConnectionLimit } from "./http/connection_limit.ts";
import { startSelfCheck } from "./http/self_check.ts";
import { findUnknownSettings } from "./config/unknown_settings.ts";
import { SYSTEM } from "./config/system.ts";
import { StartError } from "./config/start_error.ts";

/** Milliseconds between two checks that the server still accepts connections. */
const SELF_CHECK_INTERVAL = 5_000;

let opened: Log | undefined;

async function main(): Promise<void> {
  const known = new Set<string>();
  const env = (name: string) => known.add(name) && Deno.env.get(name);
  const { config, secrets } = readConfig(env, Deno.stderr.isTerminal());
  const { logger: log, flush } = opened = await openLog(config.logFormat);
  const end = endByLog(opened);
  for (const { name, meant } of findUnknownSettings(Object.keys(Deno.env.toObject()), known)) {
    log.warn("unknown setting", { setting: name, did_you_mean: meant });
  }
  const { startServer } = await import("./server.ts").catch(explainNativeCode);
  const server = await startServer(config, secrets, {
    openDatabase,
    measureConnectionLimit,
    log,
    ...SYSTEM,
  });
  const stop = signalled(); // listens before it says that it has started
  // With CIRCLE_LOG=json all output is JSON, as both streams may end up in one log.
  if (!isAllJson()) console.log(`Listening on ${server.address}`);
  log.info("started", { listening_on: server.address });
  using _check = startSelfCheck({
    address: server.address,
    interval: SELF_CHECK_INTERVAL,
    onUnreachable: () =>
      end("no longer accepting connections", { advice: "the server ends: start it again" }),
  });
  await stop;
  log.info("stopping");
  await server.stop();
  log.info("stopped");
  await flush(LOG_FLUSH_TIMEOUT);
}

/** What hashes passwords is native code, which Deno loads only from where its flag says. */
function explainNativeCode(error: unknown): never {
  const isRefused = /Cannot find native binding|Requires ffi access/.test(describeError(error));
  if (!isRefused) throw error;
  throw new StartError(
    "Deno may not load the native code that hashes passwords, or it is not there. Name the folder " +
      ".cache/deno/npm in the home of this user in the flag --allow-ffi, and run deno install.",
  );
}

/** Waits for a stop signal. */
function signalled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, resolve);
  return promise;
}

function isAllJson(): boolean {
  return Deno.env.get("CIRCLE_LOG") === "json";
}

/** Says why the server did not start: to the person who starts it, or to its log. */
async function explainEnd(error: unknown): Promise<void> {
  const isForPeople = error instanceof StartError && !isAllJson();
  if (isForPeople) return console.error(error.message);
  opened ??= await openLog(isAllJson() ? "json" : "text"); // its settings could not be read
  const reason = error instanceof StartError ? error.message : describeError(error);
  opened.logger.fatal("not started", { reason });
  await opened.flush(LOG_FLUSH_TIMEOUT);
}

try {
  await main();
  Deno.exit(0);
} catch (error) {
  await explainEnd(error);
  Deno.exit(1);
}
