import type { Logger } from "@logtape/logtape";
import type { ProblemCode } from "../../shared/problems.ts";
import { MINUTE } from "../database/timestamps.ts";
import { Problem } from "./problem.ts";

/** Milliseconds for which equal refusals of one address are counted instead of logged. */
const WINDOW = MINUTE;

/** Address and code pairs that are counted at once; beyond it each refusal is logged. */
const MAX_COUNTED = 10_000;

/** Problems that may point to an attacker. A refused login has its own log line. */
const LOGGED_PROBLEMS: readonly ProblemCode[] = [
  "invalid_token",
  "insufficient_scope",
  "forbidden",
  "wrong_password",
  "registration_closed",
  "new_families_closed",
  "too_many_requests",
];

/** Logs the error of a request if it is a problem that may point to an attacker. */
type LogRefusal = (log: Logger, address: string, error: unknown) => void;

/**
 * Creates the log of refusals. The first of a kind from an address is logged at once; repeats
 * within a minute, or the `window` in ms, become one line, so that nobody can flood the log.
 */
export function createRefusalLog(window = WINDOW): LogRefusal {
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
    }, window);
    Deno.unrefTimer(timer);
  };
}
