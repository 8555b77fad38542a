import type { Logger } from "@logtape/logtape";
import { ACCOUNT_HANDLERS } from "./accounts/handlers.ts";
import { getMetrics, type MetricsDeps } from "./admin/get_metrics.ts";
import { startPruning } from "./admin/prune.ts";
import { createChallenges } from "./auth/challenges.ts";
import { authenticate, recheckCaller } from "./auth/authenticate.ts";
import type { AuthDeps } from "./auth/deps.ts";
import { listEmailErrors } from "./auth/email_rules.ts";
import { AUTH_HANDLERS } from "./auth/handlers.ts";
import { createMutex } from "./auth/mutex.ts";
import { openAccessTokens, type OpenTokens } from "./auth/open_access_tokens.ts";
import { listPasswordErrors } from "./auth/password_rules.ts";
import { formatCost } from "./config/password_cost.ts";
import { addPasswordCost } from "./auth/password_costs.ts";
import { warnOfPasskeysElsewhere } from "./auth/passkeys_elsewhere.ts";
import { createPasswordHasher } from "./auth/password_hasher.ts";
import { assertNotLimited } from "./auth/rate_limiter.ts";
import { warnOfNobody } from "./auth/warn_of_nobody.ts";
import type { Config, Secrets, Settings } from "./config/config.ts";
import { openDataFolder } from "./config/data_folder.ts";
import { markDataFolder } from "./config/server_lock.ts";
import type { System } from "./config/system.ts";
import type { Database } from "./database/database.ts";
import { logDatabase } from "./database/database_events.ts";
import type { openDatabase } from "./database/open.ts";
import { HOUR } from "./database/timestamps.ts";
import { EXPORT_HANDLERS } from "./export/handlers.ts";
import { createRunningExports, type ExportDeps } from "./export/running_exports.ts";
import { FAMILY_HANDLERS } from "./families/handlers.ts";
import { createApp } from "./http/app.ts";
import type { ConnectionLimit } from "./http/connection_limit.ts";
import { createCrowdLog } from "./http/crowd_log.ts";
import { getDocs, getOpenApi } from "./http/docs_page.ts";
import type { Handlers } from "./http/handler.ts";
import { getHealth, getReadiness } from "./http/health.ts";
import { JOURNAL_HANDLERS } from "./journal/handlers.ts";
import { listen } from "./http/listen.ts";
import { countTransactions, createMetrics } from "./http/metrics.ts";
import type { Routes } from "./http/routes.ts";
import { checkPhotoFolder } from "./photos/check_photo_folder.ts";
import type { PhotoDeps } from "./photos/deps.ts";
import { PHOTO_HANDLERS } from "./photos/handlers.ts";
import { createPhotoFolder } from "./photos/photo_folder.ts";
import { createRoomLog } from "./photos/room_log.ts";
import { createPhotoPreparation } from "./photos/prepare_photo.ts";
import { createUploadSlots } from "./photos/upload_slots.ts";
import { createAttemptCounter } from "./people/attempt_counter.ts";
import type { PeopleDeps } from "./people/deps.ts";
import { createPeopleCache } from "./people/people_cache.ts";
import { PEOPLE_HANDLERS } from "./people/handlers.ts";

/** The dependencies of all handlers. */
export type HandlerDeps = AuthDeps & PeopleDeps & PhotoDeps & ExportDeps & MetricsDeps;

/** A handler for every endpoint; a missing one does not compile. */
export const HANDLERS: Handlers<HandlerDeps> = {
  ...AUTH_HANDLERS,
  ...FAMILY_HANDLERS,
  ...ACCOUNT_HANDLERS,
  ...PEOPLE_HANDLERS,
  ...PHOTO_HANDLERS,
  ...JOURNAL_HANDLERS,
  ...EXPORT_HANDLERS,
  getHealth,
  getReadiness,
  getOpenApi,
  getDocs,
  getMetrics,
};

/** What a server needs from the machine. */
interface ServerDeps extends System {
  readonly openDatabase: typeof openDatabase;
  /** Gets folders that may be opened, where they exist. */
  readonly measureConnectionLimit: (folders: readonly string[]) => ConnectionLimit;
  readonly log: Logger;
}

/** A running server. */
export interface Server {
  /** `http://…`, the address that it listens on. */
  readonly address: string;
  /** Finishes requests in flight, then closes the database. */
  readonly stop: () => Promise<void>;
}

/** Opens the database, listens, and answers. Throws a `StartError` if it cannot. */
export async function startServer(
  config: Config,
  secrets: Secrets,
  system: ServerDeps,
): Promise<Server> {
  // SQLite and the keys beside it are made by one server, even if several start at once.
  using _folder = secrets.databaseUrl === undefined
    ? await openDataFolder(config.dataDir)
    : undefined;
  await using opened = new AsyncDisposableStack(); // closed in reverse order if the start fails
  if (secrets.databaseUrl === undefined) {
    opened.use(await markDataFolder(config.dataDir, system.log));
  }
  const database = await system.openDatabase(config, secrets, logDatabase(system.log));
  opened.defer(database.close);
  const { dataDir, photosDir = dataDir } = config;
  const limit = system.measureConnectionLimit([dataDir, photosDir]);
  const listener = await listen({ ...config, limit, onCrowd: createCrowdLog(system.log) });
  opened.defer(listener.stop);
  const issuer = config.publicUrl ?? listener.address;
  const accessTokens = opened.use(await openAccessTokens(system, { config, secrets, issuer }));
  const deps = createDeps({ config, secrets, database, accessTokens }, system);
  await notePasswordCost(deps);
  if (secrets.databaseUrl !== undefined && config.photosDir !== undefined) {
    await checkPhotoFolder(deps, config.photosDir);
  }
  const routes: Routes<HandlerDeps> = {
    handlers: HANDLERS,
    deps,
    authenticate: (call) => authenticate(deps, call),
    recheck: (db, caller, endpoint) => recheckCaller(deps, db, { caller, endpoint }),
    assertNotLimited: ({ address }) => assertNotLimited(deps, { address }),
    checkBody: async (schema, body) => [
      ...listEmailErrors(schema, body),
      ...await listPasswordErrors(schema, body),
    ],
  };
  const app = createApp(routes, async () => {
    const { createPages } = await import("./web/create_pages.ts");
    return createPages(routes);
  });
  listener.answer(app.fetch);
  opened.use(startPruning(deps));
  await warnOfNobody(deps, secrets);
  await warnOfPasskeysElsewhere(deps);
  if (config.allowsInsecureHttp) {
    system.log.warn("pages sign people in over plain http", {
      advice: "CIRCLE_INSECURE_HTTP allows it: put TLS in front, and unset it",
    });
  }
  const running = opened.move();
  return { address: listener.address, stop: () => running.disposeAsync() };
}

/**
 * Stores the cost of new hashes for other servers. A full or locked database does not stop the
 * start.
 */
async function notePasswordCost(deps: HandlerDeps): Promise<void> {
  try {
    await addPasswordCost(deps, formatCost(deps.config.passwordCost));
  } catch (error) {
    deps.log.warn("cost of password hashes could not be noted", {
      error: (error as Error).message,
    });
  }
}

/** The parts of the handlers' dependencies, besides system and log. */
interface Parts extends Settings {
  readonly database: Database;
  readonly accessTokens: OpenTokens;
}

/** Requests for unknown feeds that one network may make. */
const UNKNOWN_FEEDS = { attempts: 60, window: HOUR } as const;

function createDeps(
  { config, secrets, database, accessTokens }: Parts,
  { log, now, randomBytes }: ServerDeps,
): HandlerDeps {
  const metrics = createMetrics();
  return {
    ...countTransactions(database, metrics),
    metrics,
    metricsToken: secrets.metricsToken,
    startedAt: now(),
    config,
    log,
    now,
    randomBytes,
    passwordHasher: createPasswordHasher({ cost: config.passwordCost, randomBytes }),
    accessTokens,
    challenges: createChallenges({ keys: accessTokens.keys, now, randomBytes }),
    mutex: createMutex(),
    publicUrl: accessTokens.issuer,
    unknownFeeds: createAttemptCounter(UNKNOWN_FEEDS),
    peopleCache: createPeopleCache(),
    photoFolder: config.photosDir === undefined
      ? undefined
      : createPhotoFolder(config.photosDir, createRoomLog({ log, now, folder: config.photosDir })),
    preparePhoto: createPhotoPreparation(),
    takeUploadSlot: createUploadSlots(),
    runningExports: createRunningExports(),
  };
}
