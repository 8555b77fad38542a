import type { Endpoint, ReplyBody } from "../../shared/endpoint.ts";
import { ProblemDetails } from "../../shared/problem_details.ts";
import { COMMON_PROBLEMS, type ProblemCode, PROBLEMS } from "../../shared/problems.ts";
import type { Schema } from "../../shared/schema.ts";
import { listProblems } from "./list_problems.ts";
import { describeJson, type Refer } from "./openapi_schemas.ts";
import { Problem } from "./problem.ts";
import { MAX_BODY_BYTES, refuseLarge, refuseType } from "./read_body.ts";

/** Every answer of an endpoint by its status; common problems are one reference. */
export function describeResponses(endpoint: Endpoint, refer: Refer): Schema {
  return {
    [endpoint.status]: describeReply(endpoint, refer),
    ...endpoint.repeatStatus && { [endpoint.repeatStatus]: describeReply(endpoint, refer) },
    ...describeOwnProblems(endpoint, refer),
    default: { $ref: "#/components/responses/AnyProblem" },
  };
}

/** Response headers that clients act upon. */
export const RESPONSE_HEADERS = {
  "Link": {
    description: 'The next page, as `<path>; rel="next"` (RFC 8288). The last page has none.',
    schema: { type: "string" },
  },
  "ETag": {
    description: "What `If-None-Match` may name the next time; the answer is then 304.",
    schema: { type: "string" },
  },
  "Content-Disposition": {
    description: "The name of the file (RFC 6266).",
    schema: { type: "string" },
  },
  "Retry-After": {
    description: "Seconds after which it is worth trying again.",
    schema: { type: "integer", minimum: 1 },
  },
  "WWW-Authenticate": {
    description: "`Bearer`, and what was wrong with the token (RFC 6750 §3).",
    schema: { type: "string" },
  },
  "Allow": {
    description: "The methods that this address answers to.",
    schema: { type: "string" },
  },
} as const satisfies Record<string, Schema>;

/** References to the headers of one response. */
function describeHeaders(names: readonly (keyof typeof RESPONSE_HEADERS)[]): { headers?: Schema } {
  if (names.length === 0) return {};
  const references = names.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  return { headers: Object.fromEntries(references) };
}

function describeReply({ reply, summary }: Endpoint, refer: Refer): Schema {
  const title = reply?.kind === "json" ? reply.schema.title : undefined;
  const description = title ? String(title) : summary;
  return {
    description,
    ...describeHeaders([
      ...reply?.kind === "json" && reply.paged ? ["Link"] as const : [],
      ...reply?.kind === "text" || reply?.kind === "binary" ? ["ETag"] as const : [],
      ...reply?.kind === "download" ? ["Content-Disposition"] as const : [],
    ]),
    ...(reply && { content: describeContent(reply, refer) }),
  };
}

function describeContent(reply: ReplyBody, refer: Refer): Schema {
  return reply.kind === "json"
    ? { "application/json": describeJson(reply.schema, refer) }
    : { [reply.mediaType]: { schema: { type: "string" } } };
}

/** The problems of one endpoint by their status, without those of every endpoint. */
function describeOwnProblems(endpoint: Endpoint, refer: Refer): Record<string, Schema> {
  const isCommon = (code: ProblemCode) => COMMON_PROBLEMS.some((common) => common === code);
  const codes = listProblems(endpoint)
    .filter((code) => endpoint.problems.includes(code) || !isCommon(code));
  const byStatus = Object.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map((
      [status, codes = []],
    ) => [status, describeProblems(codes, refer, endpoint)]),
  );
}

/** One answer with a problem, with an example for each of its codes. */
export function describeProblems(
  codes: readonly ProblemCode[],
  refer: Refer,
  { body }: Pick<Endpoint, "body"> = {},
): Schema {
  const examples = codes.map((code) => [code, { value: createExample(code, body).details }]);
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
    ...describeHeaders(listProblemHeaders(codes)),
    content: {
      "application/problem+json": {
        schema: refer(ProblemDetails),
        examples: Object.fromEntries(examples),
      },
    },
  };
}

/** A problem as an endpoint with such a body answers it. */
function createExample(code: ProblemCode, body: Endpoint["body"]): Problem {
  if (code === "body_too_large") {
    return refuseLarge(body?.kind === "binary" ? body.maxBytes : MAX_BODY_BYTES);
  }
  const isFile = code === "unsupported_media_type" && body?.kind === "binary";
  return isFile ? refuseType(body) : new Problem(code);
}

function listProblemHeaders(codes: readonly ProblemCode[]): (keyof typeof RESPONSE_HEADERS)[] {
  const statuses = codes.map((code) => PROBLEMS[code].status);
  return [
    ...statuses.some((status) => status === 429 || status === 503) ? ["Retry-After"] as const : [],
    ...statuses.includes(401) || codes.includes("insufficient_scope")
      ? ["WWW-Authenticate"] as const
      : [],
    ...statuses.includes(405) ? ["Allow"] as const : [],
  ];
}
