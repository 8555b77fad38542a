import { Id } from "../../shared/contract/fields.ts";
import { CONTRACT_PARTS } from "../../shared/contract/mod.ts";
import { ACCESS_TOKEN_SECONDS } from "../../shared/contract/sessions.ts";
import {
  type Access,
  type Endpoint,
  RECENT_MINUTES,
  type RequestBody,
} from "../../shared/endpoint.ts";
import { COMMON_PROBLEMS } from "../../shared/problems.ts";
import type { ObjectSchema, Schema } from "../../shared/schema.ts";
import { VERSION } from "../../shared/version.ts";
import { describeProblems, describeResponses, RESPONSE_HEADERS } from "./openapi_responses.ts";
import { createRefer, describeJson, type Refer } from "./openapi_schemas.ts";

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

/** The contract as an OpenAPI 3.1 document. */
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
    components: {
      securitySchemes: { bearer: BEARER },
      schemas,
      responses,
      headers: RESPONSE_HEADERS,
    },
  };
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
  const { summary, description, access, query, body } = endpoint;
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
    responses: describeResponses(endpoint, refer),
  };
}

/** The sentence of the description for each access. */
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

function describeBody(body: RequestBody, refer: Refer): Schema {
  return body.kind === "json"
    ? { "application/json": describeJson(body.schema, refer) }
    : Object.fromEntries(body.mediaTypes.map((type) => [type, {}]));
}
