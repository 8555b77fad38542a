import type { Logger } from "@logtape/logtape";
import type { Context, Hono } from "hono";
import { type EndpointName, listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import type { ProblemCode } from "../../shared/problems.ts";
import { listPasswordErrors } from "../auth/new_password.ts";
import { createFieldCheck, refuseErrors } from "./check_fields.ts";
import type { Caller, CheckedRequest, Client, Handlers } from "./handler.ts";
import { isId } from "../database/ids.ts";
import type { Page } from "./paging.ts";
import { Problem } from "./problem.ts";
import { readJson } from "./read_json.ts";
import { readQuery } from "./read_query.ts";
import { type HeaderFields, jsonResponse } from "./responses.ts";
import type { Services } from "../auth/deps.ts";
import { authenticate } from "../auth/authenticate.ts";
import { refuseBeyondScope } from "../auth/use_script_token.ts";

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

/** Adds a route for every endpoint of the contract. */
export function serveContract(app: App, handlers: Handlers, services: Services): void {
  for (const [name, endpoint] of listEndpoints()) {
    const read = createReader(endpoint);
    const handle = handlers[name] as LooseHandler; // `read` gives each what it is typed for
    app.on(endpoint.method, routePath(endpoint), async (context) => {
      const client = context.get("client");
      const log = context.get("log");
      let caller: Caller | undefined;
      try {
        caller = await findCaller(services, endpoint, context);
        const result = await handle(services, { ...await read(context), caller, client, log });
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

/** Who calls an endpoint; refused where it takes a token and there is none that will do. */
async function findCaller(
  services: Services,
  endpoint: Endpoint,
  { req }: AppContext,
): Promise<Caller | undefined> {
  if (endpoint.access === "anyone") return undefined;
  const caller = await authenticate(services, req.raw.headers.get("authorization"));
  refuseBeyondScope(caller, endpoint, req.param("family_id"));
  return caller;
}

/** Every handler, for code that calls them all. */
type LooseHandler = (services: Services, request: unknown) => Promise<unknown>;

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
function createReader(endpoint: Endpoint): (context: AppContext) => Promise<CheckedInput> {
  const checkQuery = createFieldCheck(endpoint.query ?? EMPTY);
  const checkBody = endpoint.body && createFieldCheck(endpoint.body);
  return async ({ req }) => {
    const params = req.param() as Record<string, string>;
    // No record has an id of another form: it is as unknown as any other that does not exist.
    if (!Object.values(params).every(isId)) throw new Problem("not_found");
    const query = readQuery(req.url, endpoint.query ?? EMPTY);
    if (Object.keys(query).length > 0) refuseErrors(await checkQuery(query)); // none is needed
    const body = endpoint.body && await readJson(req.raw);
    if (endpoint.body && checkBody) {
      refuseErrors([
        ...await checkBody(body),
        ...await listPasswordErrors(endpoint.body, body),
      ]);
    }
    return { params, query: query as unknown, body } as CheckedInput; // as the schemas of the endpoint promise
  };
}

const EMPTY = { type: "object", additionalProperties: false, properties: {} } as const;
