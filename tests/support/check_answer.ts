import assert from "node:assert/strict";
import { Compile } from "typebox/schema";
import { listProblems } from "../../server/http/list_problems.ts";
import { SECURITY_HEADERS } from "../../server/http/responses.ts";
import { listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import { ProblemDetails } from "../../shared/problem_details.ts";
import { type ProblemCode, PROBLEMS } from "../../shared/problems.ts";

/** An answer that a server gave in a test. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly response: Response;
  readonly text: string;
}

interface EndpointPattern {
  readonly endpoint: Endpoint;
  readonly pattern: RegExp;
}

const replySchemas = new Map<Endpoint, ReturnType<typeof Compile>>();
const patterns = new Map<string, readonly EndpointPattern[]>();
const problemSchema = Compile(ProblemDetails);

/** Holds an answer against the contract: its status, its reply or problem, and its headers. */
export function checkAnswer({ method, path, response, text }: Exchange): void {
  const what = `${method} ${path} ${response.status} ${text}`;
  assert.equal(response.headers.get("x-content-type-options"), "nosniff", what);
  assert.match(
    response.headers.get("content-security-policy") ?? "",
    /frame-ancestors 'none'/,
    what,
  );
  const isKept = response.headers.has("etag"); // asked for again each time
  assert.equal(
    response.headers.get("cache-control"),
    isKept ? "private, no-cache" : SECURITY_HEADERS["Cache-Control"],
    what,
  );
  if (method === "HEAD") return assert.equal(text, "", what);
  const endpoint = findEndpoint(method, path);
  if (response.status >= 400) checkProblem(endpoint, response, text);
  else if (endpoint) checkReply(endpoint, response, text);
}

function checkReply(endpoint: Endpoint, response: Response, text: string): void {
  if (response.status === 304) return assert.equal(text, "");
  assert.ok(
    response.status === endpoint.status || response.status === endpoint.repeatStatus,
    `${endpoint.path} answers with another status`,
  );
  const { reply } = endpoint;
  if (!reply) return assert.equal(text, "", `${endpoint.path} answers with a body`);
  if (reply.kind !== "json") {
    return assert.equal(response.headers.get("content-type"), reply.mediaType);
  }
  assert.equal(response.headers.get("content-type"), "application/json");
  const schema = replySchemas.getOrInsertComputed(endpoint, () => Compile(reply.schema));
  assert.ok(schema.Check(JSON.parse(text)), `${endpoint.path} answers against its schema: ${text}`);
}

function checkProblem(endpoint: Endpoint | undefined, response: Response, text: string): void {
  const problem: unknown = JSON.parse(text);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.ok(problemSchema.Check(problem), `not a problem: ${text}`);
  const code = problem.code as ProblemCode;
  assert.equal(problem.status, response.status);
  assert.equal(problem.status, PROBLEMS[code].status);
  assert.notEqual(code, "internal_error", text);
  if (endpoint) {
    assert.ok(
      listProblems(endpoint).includes(code),
      `${endpoint.path} does not say that it answers ${code}`,
    );
  }
  if (response.status === 401) {
    assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer/);
  }
}

function findEndpoint(method: string, path: string): Endpoint | undefined {
  const pathname = path.split("?")[0]!;
  return findPatterns(method).find(({ pattern }) => pattern.test(pathname))?.endpoint;
}

/** The endpoints of a method, made once: they are looked up for each answer of all tests. */
function findPatterns(method: string): readonly EndpointPattern[] {
  return patterns.getOrInsertComputed(
    method,
    () =>
      listEndpoints().filter(([, endpoint]) => endpoint.method === method)
        .map(([, endpoint]) => ({ endpoint, pattern: pathPattern(endpoint) })),
  );
}

function pathPattern({ path }: Endpoint): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}
