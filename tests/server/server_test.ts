import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import { readConfig } from "../../server/config/config.ts";
import { SYSTEM } from "../../server/config/system.ts";
import { openDatabase } from "../../server/database/open.ts";
import { startServer } from "../../server/server.ts";
import { CONNECTION_LIMIT } from "../support/connection_limit.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { testOnSqlite } from "../support/test_on_sqlite.ts";

testOnSqlite(
  "a start that fails after it listens frees the port",
  async () => {
    await using folder = await makeTempFolder();
    const address = findFreeAddress();
    const environment: Readonly<Record<string, string>> = {
      CIRCLE_PORT: String(address.port),
      CIRCLE_DATA_DIR: folder.path,
      CIRCLE_SIGNING_KEYS: `a:${crypto.getRandomValues(new Uint8Array(32)).toBase64()}`,
    };
    const { config, secrets } = readConfig((name) => environment[name], false);
    const start = startServer(config, secrets, {
      openDatabase,
      measureConnectionLimit: () => CONNECTION_LIMIT,
      log: Object.assign(getLogger(["circle", "failing"]), {
        warn: () => {
          throw new Error("no log left"); // first used once it listens: nobody has registered
        },
      }),
      ...SYSTEM,
    });
    await assert.rejects(start, /no log left/);
    Deno.listen(address).close();
  },
);

function findFreeAddress(): { readonly hostname: string; readonly port: number } {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { hostname, port } = listener.addr as Deno.NetAddr; // TCP
  return { hostname, port };
}
