import { StartError } from "./start_error.ts";

/** Cost of an Argon2id hash (RFC 9106). */
export interface PasswordCost {
  /** KiB of memory. */
  readonly memory: number;
  /** Passes over it. */
  readonly passes: number;
  readonly lanes: number;
}

/** The weakest cost that is taken, and the highest: a slip of the pen must not stop all logins. */
const LEAST: PasswordCost = { memory: 19456, passes: 2, lanes: 1 };
const HIGHEST: PasswordCost = { memory: 1024 * 1024, passes: 20, lanes: 16 };

const NAMES = ["memory", "passes", "lanes"] as const;

/** The cost unless it is said. */
export const USUAL_COST = formatCost(LEAST);

/** Reads a cost as PHC strings write it: `m=19456,t=2,p=1`. */
export function parsePasswordCost(text: string): PasswordCost {
  const match = /^m=(\d+),t=(\d+),p=(\d+)$/.exec(text);
  const [memory = 0, passes = 0, lanes = 0] = (match?.slice(1) ?? []).map(Number);
  const cost: PasswordCost = { memory, passes, lanes };
  if (NAMES.every((name) => LEAST[name] <= cost[name]) && isWithinLimits(cost)) return cost;
  throw new StartError(`must be from ${formatCost(LEAST)} to ${formatCost(HIGHEST)}, written so.`);
}

/** Whether a hash of a cost can be made or verified without standing in the way of all others. */
export function isWithinLimits(cost: PasswordCost): boolean {
  return NAMES.every((name) => cost[name] <= HIGHEST[name]);
}

function formatCost({ memory, passes, lanes }: PasswordCost): string {
  return `m=${memory},t=${passes},p=${lanes}`;
}
