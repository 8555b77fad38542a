import { readConfig } from "./config/config.ts";
import { openDatabase } from "./database/open.ts";
import { openLog } from "./config/log.ts";
import { startSelfCheck } from "./http/self_check.ts";
import { findUnknownSettings } from "./config/unknown_settings.ts";
import { startServer } from "./server.ts";
import { SYSTEM } from "./config/system.ts";
import { StartError } from "./config/start_error.ts";

/** Timeout for writing the last lines of the log, in ms. */
const LOG_FLUSH_TIMEOUT = 1_000;

/** Milliseconds between two checks that the server still accepts connections. */
const SELF_CHECK_INTERVAL = 5_000;

async function main(): Promise<void> {
  const known = new Set<string>();
  const env = (name: string) => known.add(name) && Deno.env.get(name);
  const { config, secrets } = readConfig(env, Deno.stderr.isTerminal());
  const { logger: log, flush } = await openLog(config.logFormat);
  for (const { name, meant } of findUnknownSettings(Object.keys(Deno.env.toObject()), known)) {
    log.warn("unknown setting", { setting: name, did_you_mean: meant });
  }
  const server = await startServer(config, secrets, { openDatabase, log, ...SYSTEM });
  const stop = signalled(); // listens before it says that it has started
  // With CIRCLE_LOG=json all output is JSON, as both streams may end up in one log.
  if (env("CIRCLE_LOG") !== "json") console.log(`Listening on ${server.address}`);
  log.info("started", { listening_on: server.address });
  using _check = startSelfCheck({
    address: server.address,
    interval: SELF_CHECK_INTERVAL,
    onUnreachable: () => {
      console.error("The server no longer accepts connections, so it ends. Start it again.");
      Deno.exit(1);
    },
  });
  await stop;
  log.info("stopping");
  await server.stop();
  log.info("stopped");
  await flush(LOG_FLUSH_TIMEOUT);
}

/** Waits for a stop signal. */
function signalled(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) Deno.addSignalListener(signal, resolve);
  return promise;
}

try {
  await main();
  Deno.exit(0);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
