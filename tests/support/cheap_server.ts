import { readConfig } from "../../server/config/config.ts";
import { openLog } from "../../server/config/log.ts";
import { SYSTEM } from "../../server/config/system.ts";
import { openDatabase } from "../../server/database/open.ts";
import { measureConnectionLimit } from "../../server/http/connection_limit.ts";
import { startServer } from "../../server/server.ts";
import { CHEAP_HASH } from "./cheap_hash.ts";

// The process of a server as `server/main.ts` starts it, but that it hashes passwords cheaply.
const { config, secrets } = readConfig((name) => Deno.env.get(name), false);
const { logger: log } = await openLog(config.logFormat);
const server = await startServer({ ...config, passwordCost: CHEAP_HASH }, secrets, {
  openDatabase,
  measureConnectionLimit,
  log,
  ...SYSTEM,
});
console.log(`Listening on ${server.address}`);
