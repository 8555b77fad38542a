import type { Logger } from "@logtape/logtape";
import type { ProblemCode } from "../../shared/problems.ts";
import { MINUTE } from "../database/timestamps.ts";
import { Problem } from "./problem.ts";

/** Milliseconds for which equal refusals of one address are counted instead of logged. */
const WINDOW = MINUTE;

/** Address and code pairs that are counted at once; beyond it each refusal is logged. */
const MAX_COUNTED = 10_000;

/** Problems that may point to an intruder. A refused login has a log line of its own. */
const LOGGED_PROBLEMS: readonly ProblemCode[] = [
  "invalid_token",
  "insufficient_scope",
  "forbidden",
  "wrong_password",
  "registration_closed",
  "too_many_requests",
];

/** Logs an error that a request ended with, if it is a refusal that may point to an intruder. */
type LogRefusal = (log: Logger, address: string, error: unknown) => void;

/**
 * Makes the log of refusals. The first of a kind from an address is logged at once; those within
 * the next minute are one line together, so that a stranger cannot flood the log.
 */
export function createRefusalLog(): LogRefusal {
  const repeats = new Map<string, number>();
  return (log, address, error) => {
    if (!(error instanceof Problem) || !LOGGED_PROBLEMS.includes(error.code)) return;
    const { code } = error;
    const key = `${code} ${address}`;
    const count = repeats.get(key);
    if (count !== undefined) return void repeats.set(key, count + 1);
    log.warn("refused", { code });
    if (repeats.size >= MAX_COUNTED) return;
    repeats.set(key, 0);
    const timer = setTimeout(() => {
      const repeated = repeats.get(key) ?? 0;
      repeats.delete(key);
      if (repeated > 0) log.warn("refused again", { code, repeated });
    }, WINDOW);
    Deno.unrefTimer(timer);
  };
}
