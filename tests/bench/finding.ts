/** What came out of a measure: one line of the table. */
export interface Finding {
  readonly measure: string;
  readonly measured: number;
  readonly unit: Unit;
  /** What the machine can do at best, measured in the same run. */
  readonly limit?: { readonly of: string; readonly value: number };
  /** What the project wants to reach; without it, the line is there to be known. */
  readonly toReach?: Goal;
}

/** What figures count. */
export type Unit = "/s" | "ms" | "MB" | "MB/s" | "bytes" | "files";

/** What a figure, or its ratio to its limit, has to be. */
export type Goal =
  | { readonly atMost: number }
  | { readonly atLeast: number }
  | { readonly ratioAtLeast: number }
  | { readonly ratioAtMost: number };

/** What was measured, as a part of the limit. */
export function ratioOf({ measured, limit }: Finding): number | undefined {
  return limit && measured / limit.value;
}

/** Whether a finding misses what was to be reached. */
export function isShort(finding: Finding): boolean {
  const { measured, toReach } = finding;
  const ratio = ratioOf(finding) ?? NaN;
  if (toReach === undefined) return false;
  if ("atMost" in toReach) return !(measured <= toReach.atMost);
  if ("atLeast" in toReach) return !(measured >= toReach.atLeast);
  if ("ratioAtLeast" in toReach) return !(ratio >= toReach.ratioAtLeast);
  return !(ratio <= toReach.ratioAtMost);
}
