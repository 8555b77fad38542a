/** The current time. */
export interface Clock {
  readonly now: () => Date;
}

/** Cryptographically secure random bytes. */
export interface Random {
  readonly randomBytes: (count: number) => Uint8Array;
}

/** What the program needs from the machine; tests pass in their own. */
export interface System extends Clock, Random {}

/** The clock and the random source of this process. */
export const SYSTEM: System = {
  now: () => new Date(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};
