import { CONTRACT_PARTS, type EndpointName } from "../shared/contract/mod.ts";
import type { Endpoint, ObjectSchema, Schema } from "../shared/endpoint.ts";
import { COMMON_PROBLEMS, type ProblemCode, ProblemDetails, PROBLEMS } from "../shared/problems.ts";
import { VERSION } from "../shared/version.ts";

/** The contract as an OpenAPI 3.1 document. */
export function describeContract(publicUrl: string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const [part, endpoints] of Object.entries(CONTRACT_PARTS)) {
    for (const [name, endpoint] of Object.entries(endpoints) as [EndpointName, Endpoint][]) {
      (paths[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = describeEndpoint(
        name,
        endpoint,
        part,
      );
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "CircleShare",
      version: VERSION,
      summary: "A private family circle that a family hosts itself.",
    },
    servers: [{ url: publicUrl }],
    tags: Object.keys(CONTRACT_PARTS).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Problem: ProblemDetails },
    },
  };
}

function describeEndpoint(name: EndpointName, endpoint: Endpoint, part: string): Schema {
  return {
    operationId: name,
    tags: [part],
    summary: endpoint.summary,
    ...(endpoint.description && { description: endpoint.description }),
    security: endpoint.access === "anyone" ? [] : [{ bearer: [] }],
    parameters: [...describePathParameters(endpoint), ...describeQuery(endpoint.query)],
    ...(endpoint.body &&
      {
        requestBody: { required: true, content: { "application/json": { schema: endpoint.body } } },
      }),
    responses: { [endpoint.status]: describeReply(endpoint), ...describeProblems(endpoint) },
  };
}

function describePathParameters({ path }: Endpoint): Schema[] {
  return [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string", format: "uuid" },
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

function describeReply({ reply, summary }: Endpoint): Schema {
  const description = reply?.title ? String(reply.title) : summary;
  return { description, ...(reply && { content: { "application/json": { schema: reply } } }) };
}

/** Refusals by their status, each with the codes that it may carry. */
function describeProblems(endpoint: Endpoint): Record<string, Schema> {
  const byStatus = Object.groupBy(listProblems(endpoint), (code) => PROBLEMS[code].status);
  const content = {
    "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
  };
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes = []]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join("; "),
        content,
      },
    ]),
  );
}

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
