import { Id } from "../../shared/contract/fields.ts";
import { CONTRACT_PARTS } from "../../shared/contract/mod.ts";
import { ACCESS_TOKEN_SECONDS } from "../../shared/contract/sessions.ts";
import {
  type Access,
  type Endpoint,
  RECENT_MINUTES,
  type ReplyBody,
  type RequestBody,
} from "../../shared/endpoint.ts";
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

Fields are \`snake_case\`, times are UTC, ids are UUIDs. A refusal is a problem (RFC 9457): decide by
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

/** The contract as an OpenAPI 3.1 document. Its server is the one that it comes from. */
export function describeContract(): Schema {
  const schemas: Record<string, Schema> = {};
  const refer = createRefer(schemas);
  const responses = { AnyProblem: describeProblems(COMMON_PROBLEMS, refer) };
  return {
    openapi: "3.1.0",
    info: {
      title: "CircleShare",
      version: VERSION,
      description: INTRODUCTION.trim(),
      contact: { name: "The person who hosts this server" },
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This server" }],
    tags: Object.entries(CONTRACT_PARTS).map(([name, { description }]) => ({ name, description })),
    paths: describePaths(refer),
    components: { securitySchemes: { bearer: BEARER }, schemas, responses, headers: HEADERS },
  };
}

/** Puts every schema that has a title into `schemas`, and leaves a reference where it stood. */
function createRefer(schemas: Record<string, Schema>): Refer {
  function walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(walk);
    return typeof value === "object" && value !== null ? refer(value as Schema) : value;
  }
  function refer(schema: Schema): Schema {
    const inner = Object.fromEntries(
      Object.entries(toPortable(schema)).map(([key, of]) => [key, walk(of)]),
    );
    if (typeof schema.title !== "string") return inner;
    schemas[schema.title] = inner;
    return { $ref: `#/components/schemas/${schema.title}` };
  }
  return refer;
}

/**
 * Leaves out what other programs misread. One that generates clients takes a field with a `default`
 * for one that every request has to carry, so its description says the default. A pattern with
 * Unicode properties is an error, or means something else, in most languages.
 */
function toPortable(schema: Schema): Schema {
  const { default: usual, pattern, ...rest } = schema;
  const isUnknown = typeof pattern === "string" && /\\[pPu]/.test(pattern);
  const portable = isUnknown || pattern === undefined ? rest : { ...rest, pattern };
  if (usual === undefined) return portable;
  const sentence = `The default is ${usual}.`;
  const { description } = schema;
  return { ...portable, description: description ? `${description} ${sentence}` : sentence };
}

/** Response headers that clients act upon. */
const HEADERS = {
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
function describeHeaders(names: readonly (keyof typeof HEADERS)[]): { headers?: Schema } {
  if (names.length === 0) return {};
  const references = names.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  return { headers: Object.fromEntries(references) };
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
    description: [description, ACCESS[access]].filter(Boolean).join(" "),
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

/** What a caller needs for each access, as a sentence of the description. */
const ACCESS: Readonly<Record<Access, string>> = {
  anyone: "Needs no token.",
  account: "Needs an access token or a script token.",
  session: "Needs an access token; script tokens may not call it.",
  recent: `Needs an access token of a session whose password was entered within the last ` +
    `${RECENT_MINUTES} minutes.`,
};

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
  return {
    description,
    ...describeHeaders([
      ...reply?.kind === "json" && reply.paged ? ["Link"] as const : [],
      ...reply?.kind === "text" ? ["ETag"] as const : [],
      ...reply?.kind === "download" ? ["Content-Disposition"] as const : [],
    ]),
    ...(reply && { content: describeContent(reply, refer) }),
  };
}

function describeBody(body: RequestBody, refer: Refer): Schema {
  return body.kind === "json"
    ? { "application/json": describeJson(body.schema, refer) }
    : Object.fromEntries(body.mediaTypes.map((type) => [type, {}]));
}

function describeContent(reply: ReplyBody, refer: Refer): Schema {
  return reply.kind === "json"
    ? { "application/json": describeJson(reply.schema, refer) }
    : { [reply.mediaType]: { schema: { type: "string" } } };
}

function describeJson(schema: Schema, refer: Refer): Schema {
  return { schema: refer(schema), example: exampleOf(schema) };
}

/** A value of a schema, made of the examples of its parts. */
export function exampleOf(schema: Schema): unknown {
  if ("const" in schema) return schema.const;
  const { anyOf, items, properties = {} } = schema as {
    readonly anyOf?: readonly Schema[];
    readonly items?: Schema;
    readonly properties?: Readonly<Record<string, Schema>>;
  };
  const [example] = (schema.examples ?? schema.enum ?? []) as readonly unknown[];
  if (example !== undefined) return example;
  if (anyOf?.[0]) return exampleOf(anyOf[0]);
  switch ([schema.type].flat()[0]) {
    case "array":
      return items ? [exampleOf(items)] : [];
    case "object":
      return Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, exampleOf(property)]),
      );
    case "integer":
      return schema.default ?? schema.minimum ?? 1;
    case "boolean":
      return schema.default ?? false;
    default:
      return "text".padEnd(Number(schema.minLength ?? 0), "-");
  }
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
    ...describeHeaders(listProblemHeaders(codes)),
    content: {
      "application/problem+json": {
        schema: refer(ProblemDetails),
        examples: Object.fromEntries(examples),
      },
    },
  };
}

function listProblemHeaders(codes: readonly ProblemCode[]): (keyof typeof HEADERS)[] {
  const statuses = codes.map((code) => PROBLEMS[code].status);
  return [
    ...statuses.some((status) => status === 429 || status === 503) ? ["Retry-After"] as const : [],
    ...statuses.includes(401) || codes.includes("insufficient_scope")
      ? ["WWW-Authenticate"] as const
      : [],
    ...statuses.includes(405) ? ["Allow"] as const : [],
  ];
}
