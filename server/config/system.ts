/** Where chance comes from. */
export interface Chance {
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Where time and chance come from; tests bring their own. */
export interface Sources extends Chance {
  readonly now: () => Date;
}

/** Time and chance as a process has them. */
export const SOURCES: Sources = {
  now: () => new Date(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};
