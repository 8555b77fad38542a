import type { Endpoint } from "../../shared/endpoint.ts";
import { COMMON_PROBLEMS, type ProblemCode } from "../../shared/problems.ts";

/** Every problem that an endpoint can answer with. */
export function listProblems({ access, path, body, problems }: Endpoint): ProblemCode[] {
  const codes = new Set<ProblemCode>([
    ...problems,
    ...access === "anyone" ? [] : TOKEN_PROBLEMS,
    ...access === "recent" ? ["recent_login_required"] as const : [],
    ...path.includes("{") ? ["not_found"] as const : [],
    ...body ? BODY_PROBLEMS : [],
    ...body?.kind === "json" ? ["malformed_json"] as const : [],
    "invalid_fields", // also for an unknown query parameter
    ...COMMON_PROBLEMS,
  ]);
  return [...codes];
}

const TOKEN_PROBLEMS = ["not_signed_in", "invalid_token", "insufficient_scope"] as const;
const BODY_PROBLEMS = ["body_too_large", "unsupported_media_type"] as const;
