import { type EndpointName, listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import type { ObjectSchema } from "../../shared/schema.ts";
import type { Db } from "../database/database.ts";
import { isId } from "../database/ids.ts";
import { createFieldCheck, refuseErrors } from "./check_fields.ts";
import type { App, AppContext } from "./context.ts";
import type { Deps } from "./deps.ts";
import type { Caller, CheckedRequest, Handlers, RequestSource } from "./handler.ts";
import { Problem } from "./problem.ts";
import { readBinary } from "./read_binary.ts";
import { readJson } from "./read_json.ts";
import { readQuery } from "./read_query.ts";
import { createRefusalLog } from "./refusal_log.ts";
import { respond } from "./respond.ts";

/** What answers the endpoints, and what transport does not know by itself. */
export interface Routes<D extends Deps> {
  readonly handlers: Handlers<D>;
  readonly deps: D;
  /** Who calls an endpoint; throws a `Problem` for a caller who may not. */
  readonly authenticate: (call: AuthenticatedCall) => Promise<Caller>;
  /** Throws a `Problem` for a caller whose credentials have ended since. */
  readonly recheck: (db: Db, caller: Caller, endpoint: Endpoint) => Promise<void>;
  /** Throws a `Problem` for an address with too many failed attempts, before its body is read. */
  readonly assertNotLimited: (client: RequestSource) => Promise<void>;
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
export function serveContract<D extends Deps>(app: App, routes: Routes<D>): void {
  const logRefusal = createRefusalLog();
  for (const [name, endpoint] of listEndpoints()) {
    const read = createRequestReader(endpoint, routes.checkBody);
    const handle = routes.handlers[name] as LooseHandler; // `read` gives each what it is typed for
    app.on(endpoint.method, routePath(endpoint), async (context) => {
      const client = context.get("client");
      const log = context.get("log");
      let caller: Caller | undefined;
      try {
        if (isLimited(endpoint)) await routes.assertNotLimited(client);
        caller = await findCaller(routes, endpoint, context); // before a stranger's body is read
        const input = await read(context);
        if (caller && endpoint.body) await routes.recheck(routes.deps.db, caller, endpoint);
        const deps = caller ? bindToCaller(routes, endpoint, caller) : routes.deps;
        const result = await handle(deps, { ...input, caller, client, log });
        return respond(context, endpoint, result);
      } catch (error) {
        logRefusal(
          log.with({ endpoint: name, account_id: caller?.accountId }),
          client.address,
          error,
        );
        throw error;
      }
    });
  }
}

/**
 * Dependencies whose transactions begin by checking the caller again. A body may take its time to
 * arrive and a password to be hashed: a caller who was logged out meanwhile changes nothing.
 */
function bindToCaller<D extends Deps>(
  { deps, recheck }: Routes<D>,
  endpoint: Endpoint,
  caller: Caller,
): D {
  const run = isUrgent(endpoint) ? deps.urgentTransaction : deps.transaction;
  return {
    ...deps,
    transaction: (work) =>
      run(async (tx) => {
        await recheck(tx, caller, endpoint);
        return await work(tx);
      }),
  };
}

/** Whether strangers may send a secret to an endpoint, so that their failed attempts are counted. */
function isLimited({ access, body, problems }: Endpoint): boolean {
  return access === "anyone" && body !== undefined && problems.includes("too_many_requests");
}

/** Whether an endpoint ends access or deletes, which has to work on a full disk too. */
function isUrgent({ method, path }: Endpoint): boolean {
  return method === "DELETE" || /\/(logout|delete)$/.test(path);
}

/** Who calls an endpoint; `undefined` where no token is needed. */
async function findCaller<D extends Deps>(
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

/** The path as Hono writes it. A parameter that ends in an extension, `{secret}.ics`, is one segment. */
function routePath({ path }: Endpoint): string {
  return path.replaceAll(
    /\{(\w+)\}(\.\w+)?/g,
    (_, name, extension) => extension ? `:${name}{[^/]+\\${extension}}` : `:${name}`,
  );
}

/** The path parameters of a request, without extensions; a UUID of another form is not found. */
function readParams(endpoint: Endpoint, given: Readonly<Record<string, string>>) {
  const params: Record<string, string> = {};
  for (const [name, text] of Object.entries(given)) {
    const [, extension = ""] = new RegExp(`\\{${name}\\}(\\.\\w+)`).exec(endpoint.path) ?? [];
    if (name.endsWith("_id") && !isId(text)) throw new Problem("not_found");
    params[name] = extension ? text.slice(0, -extension.length) : text;
  }
  return params;
}

type CheckedInput = Pick<CheckedRequest<EndpointName>, "params" | "query" | "body">;

/** Reads and checks the path, query and body of requests to an endpoint. */
function createRequestReader(
  endpoint: Endpoint,
  checkBody: Routes<Deps>["checkBody"],
): (context: AppContext) => Promise<CheckedInput> {
  const querySchema = endpoint.query ?? EMPTY;
  const checkQuery = createFieldCheck(querySchema);
  const readBody = createBodyReader(endpoint, checkBody);
  return async ({ req }) => {
    const params = readParams(endpoint, req.param() as Record<string, string>);
    const query = endpoint.ignoresQuery ? {} : readQuery(req.url, querySchema);
    if (Object.keys(query).length > 0) refuseErrors(await checkQuery(query)); // none is required
    const body = await readBody(req.raw);
    return { params, query: query as unknown, body } as CheckedInput; // as the schemas promise
  };
}

function createBodyReader(
  { body }: Endpoint,
  checkBody: Routes<Deps>["checkBody"],
): (request: Request) => Promise<unknown> {
  if (body === undefined) return () => Promise.resolve(undefined);
  if (body.kind === "binary") return (request) => Promise.resolve(readBinary(request, body));
  const checkFields = createFieldCheck(body.schema);
  return async (request) => {
    const value = body.optional && isEmpty(request) ? {} : await readJson(request);
    const errors = await checkFields(value);
    const ruleErrors = await checkBody(body.schema, value);
    // Of a length that is refused, the rules of the field say more than its schema.
    const isTold = ({ field, code }: FieldError) =>
      code.startsWith("too_") && ruleErrors.some((error) => error.field === field);
    refuseErrors([...errors.filter((error) => !isTold(error)), ...ruleErrors]);
    return value;
  };
}

/** Whether a request has no body (RFC 9112 §6.3), and does not say that it has one. */
function isEmpty({ headers }: Request): boolean {
  return !headers.has("content-type") && !headers.has("transfer-encoding") &&
    Number(headers.get("content-length") ?? 0) === 0;
}

const EMPTY = { type: "object", additionalProperties: false, properties: {} } as const;
