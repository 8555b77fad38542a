import { StartError } from "./start_error.ts";

/** Cost of an Argon2id hash (RFC 9106). */
export interface PasswordCost {
  /** KiB of memory. */
  readonly memory: number;
  /** Passes over the memory. */
  readonly passes: number;
  readonly lanes: number;
}

/** The weakest cost that may be set. */
const LEAST: PasswordCost = { memory: 19456, passes: 2, lanes: 1 };

/** The highest cost that may be set or stored: a typo must not lock everyone out. */
const HIGHEST: PasswordCost = { memory: 1024 * 1024, passes: 20, lanes: 16 };

/** Memory in KiB times passes: some 54 times the default, about a second of one core. */
const MAX_WORK = 2 * 1024 * 1024;

const NAMES = ["memory", "passes", "lanes"] as const;

/** The default cost. */
export const DEFAULT_COST = formatCost(LEAST);

/** Parses a cost as in PHC strings: `m=19456,t=2,p=1`. */
export function parsePasswordCost(text: string): PasswordCost {
  const match = /^m=(\d+),t=(\d+),p=(\d+)$/.exec(text);
  const [memory = 0, passes = 0, lanes = 0] = (match?.slice(1) ?? []).map(Number);
  const cost: PasswordCost = { memory, passes, lanes };
  if (NAMES.every((name) => LEAST[name] <= cost[name]) && isWithinLimits(cost)) return cost;
  throw new StartError(
    `must be between ${DEFAULT_COST} and ${formatCost(HIGHEST)}, in this format, ` +
      `with m × t at most ${MAX_WORK}.`,
  );
}

/** Whether a cost is within the limits, so that a login can verify its hashes. */
export function isWithinLimits(cost: PasswordCost): boolean {
  return NAMES.every((name) => 1 <= cost[name] && cost[name] <= HIGHEST[name]) &&
    cost.memory * cost.passes <= MAX_WORK;
}

/** Formats a cost as in PHC strings: `m=19456,t=2,p=1`. */
export function formatCost({ memory, passes, lanes }: PasswordCost): string {
  return `m=${memory},t=${passes},p=${lanes}`;
}
