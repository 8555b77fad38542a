/** The outcome of one check. */
export interface Finding {
  readonly check: string;
  readonly state: "ok" | "warning" | "failed";
  readonly finding: string;
  /** What to do. */
  readonly advice?: string;
}
