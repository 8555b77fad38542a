import type { Endpoint } from "../../shared/endpoint.ts";
import { COMMON_PROBLEMS, type ProblemCode } from "../../shared/problems.ts";

/** Every way in which an endpoint can refuse. */
export function listProblems({ access, path, body, problems }: Endpoint): ProblemCode[] {
  const codes = new Set<ProblemCode>([
    ...problems,
    ...access === "anyone" ? [] : TOKEN_PROBLEMS,
    ...path.includes("{") ? ["not_found"] as const : [],
    ...body ? BODY_PROBLEMS : [],
    "invalid_fields", // also a query parameter that nobody knows
    ...COMMON_PROBLEMS,
  ]);
  return [...codes];
}

const TOKEN_PROBLEMS = ["not_signed_in", "invalid_token", "insufficient_scope"] as const;
const BODY_PROBLEMS = ["malformed_json", "body_too_large", "unsupported_media_type"] as const;
