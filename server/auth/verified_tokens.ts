/** Who an access token speaks for. */
export interface AccessClaims {
  readonly accountId: string;
  readonly sessionId: string;
}

/** What a verified token says, and when. */
export interface VerifiedToken {
  readonly claims: AccessClaims;
  /** Seconds since 1970, from `iat` and `exp`. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Tokens that are remembered at most: some 4 MB. */
const MAX_TOKENS = 10_000;

/**
 * Remembers what tokens say, so that the signature of each is checked once and not at every
 * request. That a token is genuine does not change; whether it is in time, and whether its session
 * goes on, is asked every time.
 */
export function cacheVerified(
  verify: (token: string) => Promise<VerifiedToken | undefined>,
  now: () => Date,
): (token: string) => Promise<AccessClaims | undefined> {
  const known = new Map<string, VerifiedToken>();
  return async (token) => {
    const verified = known.get(token);
    if (verified && isInTime(verified, now())) return verified.claims;
    known.delete(token);
    const found = await verify(token);
    if (!found) return undefined;
    if (known.size >= MAX_TOKENS) known.delete(known.keys().next().value!); // the oldest
    known.set(token, found);
    return found.claims;
  };
}

function isInTime({ issuedAt, expiresAt }: VerifiedToken, now: Date): boolean {
  const seconds = now.getTime() / 1000;
  return issuedAt <= seconds && seconds < expiresAt;
}
