import type { Endpoint } from "../shared/endpoint.ts";
import { COMMON_PROBLEMS, type ProblemCode } from "../shared/problems.ts";

/** Every way in which an endpoint can refuse. */
export function listProblems(endpoint: Endpoint): ProblemCode[] {
  return [
    ...endpoint.problems,
    ...(endpoint.access === "anyone"
      ? []
      : ["not_signed_in", "invalid_token", "insufficient_scope"] as const),
    ...(endpoint.path.includes("{") ? ["not_found"] as const : []),
    ...(endpoint.body
      ? ["malformed_json", "body_too_large", "unsupported_media_type"] as const
      : []),
    "invalid_fields" as const, // also a query parameter that nobody knows
    ...COMMON_PROBLEMS,
  ].filter((code, index, all) => all.indexOf(code) === index);
}
