import type { Logger } from "@logtape/logtape";
import { createPasswords } from "./accounts/passwords.ts";
import { createApp } from "./app.ts";
import type { Config, Secrets } from "./config.ts";
import { openDataFolder } from "./data_folder.ts";
import type { Database } from "./database/database.ts";
import { HANDLERS } from "./handlers.ts";
import { listen } from "./listen.ts";
import { startPruning } from "./prune.ts";
import type { Services } from "./services.ts";
import { createAccessTokens } from "./sessions/access_tokens.ts";
import { loadSigningKeys } from "./sessions/stored_signing_keys.ts";
import { createTurns } from "./take_turns.ts";

/** What a server takes from the world around it. */
export interface Surroundings {
  readonly openDatabase: (config: Config, secrets: Secrets) => Promise<Database>;
  readonly log: Logger;
  readonly now: () => Date;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** A server that runs. */
export interface Server {
  /** `http://…`, as it listens. */
  readonly address: string;
  /** Finishes what is in flight, then closes the database. */
  readonly stop: () => Promise<void>;
}

/** Opens the database, listens, and answers. Throws a `StartError` where it cannot. */
export async function startServer(
  config: Config,
  secrets: Secrets,
  { openDatabase, log, now, randomBytes }: Surroundings,
): Promise<Server> {
  // SQLite and the keys beside it are made by one server, also where several start at once.
  using _folder = secrets.databaseUrl === undefined
    ? await openDataFolder(config.dataDir)
    : undefined;
  const database = await openDatabase(config, secrets);
  try {
    const keys = secrets.signingKeys ??
      await loadSigningKeys({ dataDir: config.dataDir, randomBytes });
    const listener = await listen(config);
    const issuer = config.publicUrl ?? listener.address;
    const services: Services = {
      ...database,
      config,
      log,
      now,
      randomBytes,
      passwords: createPasswords({ cost: config.passwordCost, randomBytes }),
      accessTokens: await createAccessTokens({ keys, issuer, now }),
      takeTurn: createTurns(),
    };
    listener.answer(createApp(HANDLERS, services).fetch);
    const pruning = startPruning(services);
    return {
      address: listener.address,
      stop: async () => {
        pruning[Symbol.dispose]();
        await listener.stop();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
