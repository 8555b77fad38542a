import type { Finding } from "./finding.ts";
import type { Started } from "./started.ts";

/** What a measure works with. */
export interface Bench {
  /** Takes everything that is started. */
  readonly started: Started;
  /** Whether to be quick rather than exact. */
  readonly isQuick: boolean;
}

/** Measures something, and the limit that it is held against. */
export type Measure = (bench: Bench) => Promise<readonly Finding[]>;
