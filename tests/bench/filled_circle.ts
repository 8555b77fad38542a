import { createAccessTokens } from "../../server/auth/access_tokens.ts";
import { parseSigningKeys } from "../../server/config/signing_keys.ts";
import { SYSTEM } from "../../server/config/system.ts";
import { type ServerProcess, startServerProcess } from "../support/server_process.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import type { LoadCaller, Population } from "./fill/fill.ts";
import { fillPostgres } from "./fill/fill_postgres.ts";
import { fillSqlite } from "./fill/fill_sqlite.ts";
import { PASSWORD } from "./fill/make_family.ts";
import { type PlannedRequest, writeRequests } from "./load/requests.ts";
import type { Started } from "./started.ts";

/** A circle with a large database, and its servers. */
export interface FilledCircle {
  readonly dataDir: string;
  readonly callers: readonly LoadCaller[];
  /** Makes an access token for a caller. */
  readonly issue: (caller: LoadCaller) => Promise<string>;
  /** Starts a server, as `deno task serve` does. */
  readonly serve: () => Promise<ServerProcess>;
  /** Writes requests for a path, by all callers in turn or some, with fresh access tokens. */
  readonly plan: (path: PathOfCaller, callers?: number) => Promise<string>;
  /** Writes logins of all callers in turn, or some. */
  readonly planLogins: (callers?: number) => Promise<string>;
}

/** One path for all callers, or one for each. */
type PathOfCaller = string | ((caller: LoadCaller) => string);

/** Issuer of the tokens, the same whatever port is listened on. */
const ISSUER = "http://circle.example.org";

/** Fills a SQLite database, or a PostgreSQL one where an address is given. */
export async function fillCircle(
  started: Started,
  population: Population,
  databaseUrl?: string,
): Promise<FilledCircle> {
  const { path: dataDir } = await started.keep(makeTempFolder());
  const callers = databaseUrl === undefined
    ? await fillSqlite(`${dataDir}/circle.db`, population)
    : await fillPostgres(databaseUrl, population);
  const signingKeys = `bench:${SYSTEM.randomBytes(32).toBase64()}`;
  const keys = parseSigningKeys(signingKeys);
  const { issue } = await createAccessTokens({ ...SYSTEM, keys, issuer: ISSUER });
  const settings = {
    CIRCLE_PUBLIC_URL: ISSUER,
    CIRCLE_INSECURE_HTTP: "allow", // pages too
    CIRCLE_SIGNING_KEYS: signingKeys,
    ...databaseUrl !== undefined && { CIRCLE_DATABASE_URL: databaseUrl },
  };
  const issueTo = async (path: PathOfCaller, caller: LoadCaller) => ({
    path: typeof path === "string" ? path : path(caller),
    token: await issue(caller),
  });
  return {
    dataDir,
    callers,
    issue,
    serve: () => started.keep(startServerProcess(dataDir, settings)),
    plan: async (path, count) => {
      const some = callers.slice(0, count).map((caller) => issueTo(path, caller));
      return await writeRequests(started, await Promise.all(some));
    },
    planLogins: (count) => writeRequests(started, callers.slice(0, count).map(logIn)),
  };
}

function logIn({ email }: LoadCaller): PlannedRequest {
  return { method: "POST", path: "/login", body: { email, password: PASSWORD } };
}
