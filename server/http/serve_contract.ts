import type { Logger } from "@logtape/logtape";
import type { Context, Hono } from "hono";
import { type EndpointName, listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint, ObjectSchema } from "../../shared/endpoint.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import type { ProblemCode } from "../../shared/problems.ts";
import { createFieldCheck, refuseErrors } from "./check_fields.ts";
import type { Caller, CheckedRequest, Client, Handlers } from "./handler.ts";
import { isId } from "../database/ids.ts";
import type { Page } from "./paging.ts";
import { Problem } from "./problem.ts";
import { readJson } from "./read_json.ts";
import { readQuery } from "./read_query.ts";
import { type HeaderFields, jsonResponse } from "./responses.ts";

/** What `app.ts` finds out about every request before an endpoint sees it. */
export interface RequestVariables {
  readonly client: Client;
  readonly log: Logger;
  /** What the answer will carry beside its own headers. */
  readonly headers: HeaderFields;
}

/** A request on its way through the app, with what was found out about it. */
export type AppContext = Context<{ Variables: RequestVariables }>;
/** The app that routes are added to. */
export type App = Hono<{ Variables: RequestVariables }>;

/** What answers the endpoints, and what transport does not know by itself. */
export interface Routes<D> {
  readonly handlers: Handlers<D>;
  readonly deps: D;
  /** Who calls an endpoint; throws a `Problem` for a caller who may not. */
  readonly authenticate: (call: AuthenticatedCall) => Promise<Caller>;
  /** Errors of a body that its schema cannot express. */
  readonly checkBody: (schema: ObjectSchema, body: unknown) => Promise<FieldError[]>;
}

/** A call of an endpoint that needs a token. */
export interface AuthenticatedCall {
  readonly endpoint: Endpoint;
  /** The `Authorization` header. */
  readonly authorization: string | null;
  /** The family in its path. */
  readonly familyId: string | undefined;
}

/** Adds a route for every endpoint of the contract. */
export function serveContract<D>(app: App, routes: Routes<D>): void {
  const { handlers, deps } = routes;
  for (const [name, endpoint] of listEndpoints()) {
    const read = createRequestReader(endpoint, routes.checkBody);
    const handle = handlers[name] as LooseHandler; // `read` gives each what it is typed for
    app.on(endpoint.method, routePath(endpoint), async (context) => {
      const client = context.get("client");
      const log = context.get("log");
      let caller: Caller | undefined;
      try {
        caller = await findCaller(routes, endpoint, context);
        const result = await handle(deps, { ...await read(context), caller, client, log });
        return endpoint.paged
          ? pageResponse(context, result as Page<unknown>) // as `Result` has it for paged endpoints
          : jsonResponse(endpoint.status, result, context.get("headers"));
      } catch (error) {
        noteRefusal(log.with({ endpoint: name, account_id: caller?.accountId }), error);
        throw error;
      }
    });
  }
}

/** Refusals that may be of someone who should not be here; a refused login is noted by itself. */
const NOTED: readonly ProblemCode[] = [
  "invalid_token",
  "insufficient_scope",
  "forbidden",
  "wrong_password",
  "registration_closed",
  "too_many_requests",
];

function noteRefusal(log: Logger, error: unknown): void {
  if (error instanceof Problem && NOTED.includes(error.code)) {
    log.warn("refused", { code: error.code });
  }
}

/** Who calls an endpoint; `undefined` where no token is needed. */
async function findCaller<D>(
  { authenticate }: Routes<D>,
  endpoint: Endpoint,
  { req }: AppContext,
): Promise<Caller | undefined> {
  if (endpoint.access === "anyone") return undefined;
  return await authenticate({
    endpoint,
    authorization: req.raw.headers.get("authorization"),
    familyId: req.param("family_id"),
  });
}

/** Every handler, for code that calls them all. */
type LooseHandler = (deps: unknown, request: unknown) => Promise<unknown>;

function routePath({ path }: Endpoint): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** Answers with a page, and says where the next one is (RFC 8288). */
function pageResponse(context: AppContext, { items, next }: Page<unknown>): Response {
  const headers = context.get("headers");
  if (next === undefined) return jsonResponse(200, items, headers);
  const url = new URL(context.req.url);
  url.searchParams.set("cursor", next);
  return jsonResponse(200, items, {
    ...headers,
    Link: `<${url.pathname}${url.search}>; rel="next"`,
  });
}

type CheckedInput = Pick<CheckedRequest<EndpointName>, "params" | "query" | "body">;

/** How an endpoint's path, query and body are read and checked. */
function createRequestReader(
  endpoint: Endpoint,
  checkBody: Routes<unknown>["checkBody"],
): (context: AppContext) => Promise<CheckedInput> {
  const checkQuery = createFieldCheck(endpoint.query ?? EMPTY);
  const checkFields = endpoint.body && createFieldCheck(endpoint.body);
  return async ({ req }) => {
    const params = req.param() as Record<string, string>;
    // No record has an id of another form: it is as unknown as any other that does not exist.
    if (!Object.values(params).every(isId)) throw new Problem("not_found");
    const query = readQuery(req.url, endpoint.query ?? EMPTY);
    if (Object.keys(query).length > 0) refuseErrors(await checkQuery(query)); // none is needed
    const body = endpoint.body && await readJson(req.raw);
    if (endpoint.body && checkFields) {
      refuseErrors([...await checkFields(body), ...await checkBody(endpoint.body, body)]);
    }
    return { params, query: query as unknown, body } as CheckedInput; // as the schemas of the endpoint promise
  };
}

const EMPTY = { type: "object", additionalProperties: false, properties: {} } as const;
