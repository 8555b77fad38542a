import type { Logger } from "@logtape/logtape";
import type { Passwords } from "./accounts/passwords.ts";
import type { Config } from "./config.ts";
import type { Database, Db } from "./database/database.ts";
import type { AccessTokens } from "./sessions/access_tokens.ts";
import type { Sources } from "./sources.ts";
import type { TakeTurn } from "./take_turns.ts";

/** What handlers work with: everything that is not in the request. */
export interface Services extends Sources {
  readonly config: Config;
  readonly db: Db;
  readonly transact: Database["transact"];
  readonly decide: Database["decide"];
  readonly readFailure: Database["readFailure"];
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  /** Where wrong guesses stand in line to be counted. */
  readonly takeTurn: TakeTurn;
  readonly log: Logger;
}
