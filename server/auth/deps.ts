import type { Deps } from "../http/deps.ts";
import type { AccessTokens } from "./access_tokens.ts";
import type { Mutex } from "./mutex.ts";
import type { Passwords } from "./passwords.ts";

/** What handlers work with that check or issue credentials. */
export interface AuthDeps extends Deps {
  readonly passwords: Passwords;
  readonly accessTokens: AccessTokens;
  /** Serializes short transactions of this process that would only make one another retry. */
  readonly mutex: Mutex;
}
