import { Problem } from "../http/problem.ts";
import { WORDS } from "./words.ts";

/** A form that breaks off, or is written as no browser writes one. */
export function notWhole(): Problem {
  return new Problem("malformed_request", { detail: WORDS.problem.notWhole });
}

/** Refuses what comes of a form from here on. */
export function refuseRest(detail: string): Problem {
  return new Problem("body_too_large", { detail });
}
