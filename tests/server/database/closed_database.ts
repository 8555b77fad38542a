/** A program that closes the database of its settings, and says how long it then waits to end. */
import { readConfig } from "../../../server/config/config.ts";
import { openDatabase } from "../../../server/database/open.ts";

const { config, secrets } = readConfig((name) => Deno.env.get(name), false);
const database = await openDatabase(config, secrets);
await database.close();
const closedAt = performance.now();
globalThis.addEventListener("unload", () => console.log(performance.now() - closedAt));
