import type { Logger } from "@logtape/logtape";
import { createPasswords } from "./auth/passwords.ts";
import { createApp } from "./http/app.ts";
import type { Config, Secrets } from "./config/config.ts";
import { openDataFolder } from "./config/data_folder.ts";
import type { Database } from "./database/database.ts";
import { HANDLERS } from "./handlers.ts";
import { listen } from "./http/listen.ts";
import { startPruning } from "./admin/prune.ts";
import type { Services } from "./auth/deps.ts";
import { createAccessTokens } from "./auth/access_tokens.ts";
import type { SigningKey } from "./config/signing_keys.ts";
import { loadSigningKeys } from "./config/stored_signing_keys.ts";
import type { Sources } from "./config/system.ts";
import { createMutex } from "./auth/mutex.ts";

/** What a server takes from the world around it. */
export interface Surroundings extends Sources {
  readonly openDatabase: (config: Config, secrets: Secrets) => Promise<Database>;
  readonly log: Logger;
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
  surroundings: Surroundings,
): Promise<Server> {
  // SQLite and the keys beside it are made by one server, also where several start at once.
  using _folder = secrets.databaseUrl === undefined
    ? await openDataFolder(config.dataDir)
    : undefined;
  await using opened = new AsyncDisposableStack(); // closed again, the last first, where the start fails
  const database = await surroundings.openDatabase(config, secrets);
  opened.defer(database.close);
  const keys = secrets.signingKeys ?? await loadSigningKeys({
    dataDir: config.dataDir,
    randomBytes: surroundings.randomBytes,
  });
  const listener = await listen(config);
  opened.defer(listener.stop);
  const issuer = config.publicUrl ?? listener.address;
  const services = await createServices({ config, database, keys, issuer }, surroundings);
  listener.answer(createApp(HANDLERS, services).fetch);
  opened.use(startPruning(services));
  const running = opened.move();
  return { address: listener.address, stop: () => running.disposeAsync() };
}

/** What services are made of, beside time, chance and the log. */
interface Parts {
  readonly config: Config;
  readonly database: Database;
  readonly keys: readonly SigningKey[];
  /** Issuer of the access tokens. */
  readonly issuer: string;
}

async function createServices(
  { config, database, keys, issuer }: Parts,
  { log, now, randomBytes }: Surroundings,
): Promise<Services> {
  return {
    ...database,
    config,
    log,
    now,
    randomBytes,
    passwords: createPasswords({ cost: config.passwordCost, randomBytes }),
    accessTokens: await createAccessTokens({ keys, issuer, now }),
    mutex: createMutex(),
  };
}
