import { matches } from "../../shared/matches.ts";
import { parseJson } from "../../shared/parse_json.ts";
import { ProblemDetails } from "../../shared/problem_details.ts";
import { CliError } from "../terminal/cli_error.ts";

/**
 * Whether a proxy answers in place of a server that is stopped, restarts or is too slow. A refusal of
 * the server itself is problem details.
 */
export async function isUnavailable(answer: Response): Promise<boolean> {
  const { status } = answer;
  const isGateways = [502, 503, 504].includes(status) || status >= 520 && status <= 530; // Cloudflare's
  return isGateways && !matches(parseJson(await answer.clone().text()), ProblemDetails);
}

/** Explains that a server is not there for a while: nothing about its address is wrong. */
export function explainUnavailable({ status, headers }: Response, server: string): CliError {
  const seconds = readRetryAfter(headers.get("retry-after") ?? "");
  const when = seconds === undefined ? "later" : `in ${describeWait(seconds)}`;
  return new CliError(
    "unreachable",
    `${server} does not answer just now (status ${status}). Try again ${when}, or ask the person ` +
      "who hosts it.",
  );
}

/** Seconds of a `Retry-After`: a number of them, or a date (RFC 9110 §10.2.3). */
function readRetryAfter(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const seconds = Math.ceil((Date.parse(text) - Date.now()) / 1000);
  return seconds > 0 ? seconds : undefined;
}

function describeWait(seconds: number): string {
  if (seconds < 120) return seconds === 1 ? "a second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
