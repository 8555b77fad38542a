import type { Deps } from "../http/deps.ts";
import type { AccessTokens } from "./access_tokens.ts";
import type { Challenges } from "./challenges.ts";
import type { Mutex } from "./mutex.ts";
import type { PasswordHasher } from "./password_hasher.ts";

/** Dependencies of handlers that check or issue credentials. */
export interface AuthDeps extends Deps {
  readonly passwordHasher: PasswordHasher;
  readonly accessTokens: AccessTokens;
  readonly challenges: Challenges;
  /** Serializes short transactions of this process that would only make one another retry. */
  readonly mutex: Mutex;
}
