import type { Finding } from "./finding.ts";
import type { Started } from "./started.ts";

/** How much a figure is worth: how long it is measured, and by how large a database. */
export interface Effort {
  /** Times that everything compared is measured before, to warm up. */
  readonly warmUps: number;
  /** Times that it is then measured, by turns. */
  readonly rounds: number;
  /** How long one rate is measured each time. */
  readonly seconds: number;
  /** The part of large numbers, such as a million accounts, that is enough. */
  readonly share: number;
}

/** What a measure works with. */
export interface Bench {
  /** Takes everything that is started. */
  readonly started: Started;
  readonly effort: Effort;
}

/** Measures something, and the limit that it is held against. */
export type Measure = (bench: Bench) => Promise<readonly Finding[]>;
