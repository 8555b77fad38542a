/** Time and chance as a process has them; tests bring their own. */
export const SOURCES = {
  now: () => new Date(),
  randomBytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
} as const;
