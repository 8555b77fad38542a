import { Id } from "../../shared/contract/fields.ts";
import { CONTRACT_PARTS } from "../../shared/contract/mod.ts";
import { ACCESS_TOKEN_SECONDS } from "../../shared/contract/sessions.ts";
import type { Endpoint, ReplyBody, RequestBody } from "../../shared/endpoint.ts";
import type { ObjectSchema, Schema } from "../../shared/schema.ts";
import { ProblemDetails } from "../../shared/problem_details.ts";
import { COMMON_PROBLEMS, type ProblemCode, PROBLEMS } from "../../shared/problems.ts";
import { VERSION } from "../../shared/version.ts";
import { listProblems } from "./list_problems.ts";
import { Problem } from "./problem.ts";

const INTRODUCTION = `
The API of a private family circle that a family hosts itself: all that the \`circle\` command does,
and whatever you build.

To try it here, log in with \`POST /login\`, copy the \`access_token\` of the answer, press
**Authorize** and paste it.

Fields are \`snake_case\`, times are UTC, ids are UUIDs. A refusal is a problem (RFC 9457): withLock by
its \`code\`, show its \`detail\`. What belongs to another family is answered as if it did not exist.
`;

const BEARER = {
  type: "http",
  scheme: "bearer",
  bearerFormat: "JWT",
  description: "The `access_token` that `POST /login` answers with. " +
    `It lives ${ACCESS_TOKEN_SECONDS / 60} minutes; \`POST /token/refresh\` gives the next one.`,
};

/** Gives a schema in the form in which it stands where it is used. */
type Refer = (schema: Schema) => Schema;

/** The contract as an OpenAPI 3.1 document. It names no server: it is about the one it comes from. */
export function describeContract(): Schema {
  const schemas: Record<string, Schema> = {};
  const refer = createRefer(schemas);
  const responses = { AnyProblem: describeProblems(COMMON_PROBLEMS, refer) };
  return {
    openapi: "3.1.0",
    info: { title: "CircleShare", version: VERSION, description: INTRODUCTION.trim() },
    tags: Object.entries(CONTRACT_PARTS).map(([name, { description }]) => ({ name, description })),
    paths: describePaths(refer),
    components: { securitySchemes: { bearer: BEARER }, schemas, responses },
  };
}

/** Puts every schema that has a title into `schemas`, and leaves a reference where it stood. */
function createRefer(schemas: Record<string, Schema>): Refer {
  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    return typeof value === "object" && value !== null ? refer(value as Schema) : value;
  }
  function refer(schema: Schema): Schema {
    const inner = Object.fromEntries(Object.entries(schema).map(([key, of]) => [key, walk(of)]));
    if (typeof schema.title !== "string") return inner;
    schemas[schema.title] = inner;
    return { $ref: `#/components/schemas/${schema.title}` };
  }
  return refer;
}

function describePaths(refer: Refer): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const [part, { endpoints }] of Object.entries(CONTRACT_PARTS)) {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const operation = { operationId: name, tags: [part], ...describeEndpoint(endpoint, refer) };
      (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operation;
    }
  }
  return paths;
}

function describeEndpoint(endpoint: Endpoint, refer: Refer): Schema {
  const { summary, description, access, query, body, status } = endpoint;
  return {
    summary,
    ...(description && { description }),
    security: access === "anyone" ? [] : [{ bearer: [] }],
    parameters: [...describePathParameters(endpoint), ...describeQuery(query)],
    ...(body && {
      requestBody: {
        required: !(body.kind === "json" && body.optional),
        content: describeBody(body, refer),
      },
    }),
    responses: {
      [status]: describeReply(endpoint, refer),
      ...describeOwnProblems(endpoint, refer),
      default: { $ref: "#/components/responses/AnyProblem" },
    },
  };
}

function describePathParameters({ path }: Endpoint): Schema[] {
  return [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: name!.endsWith("_id") ? Id : { type: "string" },
    }));
}

function describeQuery(query: ObjectSchema | undefined): Schema[] {
  return Object.entries(query?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: query?.required?.includes(name) ?? false,
    schema,
  }));
}

function describeReply({ reply, summary }: Endpoint, refer: Refer): Schema {
  const title = reply?.kind === "json" ? reply.schema.title : undefined;
  const description = title ? String(title) : summary;
  return { description, ...(reply && { content: describeContent(reply, refer) }) };
}

function describeBody(body: RequestBody, refer: Refer): Schema {
  return body.kind === "json"
    ? { "application/json": { schema: refer(body.schema) } }
    : Object.fromEntries(body.mediaTypes.map((type) => [type, {}]));
}

function describeContent(reply: ReplyBody, refer: Refer): Schema {
  return reply.kind === "json"
    ? { "application/json": { schema: refer(reply.schema) } }
    : { [reply.mediaType]: { schema: { type: "string" } } };
}

/** The refusals of one endpoint by their status, but for those that any endpoint has. */
function describeOwnProblems(endpoint: Endpoint, refer: Refer): Record<string, Schema> {
  const isCommon = (code: ProblemCode) => COMMON_PROBLEMS.some((common) => common === code);
  const codes = listProblems(endpoint)
    .filter((code) => endpoint.problems.includes(code) || !isCommon(code));
  const byStatus = Object.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map((
      [status, codes = []],
    ) => [status, describeProblems(codes, refer)]),
  );
}

/** One answer that refuses, with an example for each code that it may carry. */
function describeProblems(codes: readonly ProblemCode[], refer: Refer): Schema {
  const examples = codes.map((code) => [code, { value: new Problem(code).details }]);
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
    content: {
      "application/problem+json": {
        schema: refer(ProblemDetails),
        examples: Object.fromEntries(examples),
      },
    },
  };
}
