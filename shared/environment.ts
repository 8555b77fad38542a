/** Reads a variable of the environment; `undefined` for one that is not set. */
export type Environment = (name: string) => string | undefined;
