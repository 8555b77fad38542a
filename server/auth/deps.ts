import type { Logger } from "@logtape/logtape";
import type { Passwords } from "./passwords.ts";
import type { Config } from "../config/config.ts";
import type { Database, Db } from "../database/database.ts";
import type { AccessTokens } from "./access_tokens.ts";
import type { Sources } from "../config/system.ts";
import type { Mutex } from "./mutex.ts";

/** What handlers work with: everything that is not in the request. */
export interface Services extends Sources {
  readonly config: Config;
  readonly db: Db;
  readonly transaction: Database["transaction"];
  readonly withLock: Database["withLock"];
  readonly readFailure: Database["readFailure"];
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  /** Where wrong guesses stand in line to be counted. */
  readonly mutex: Mutex;
  readonly log: Logger;
}
