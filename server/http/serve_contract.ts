import { type EndpointName, listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import type { ObjectSchema } from "../../shared/schema.ts";
import { bindToCaller } from "./bind_to_caller.ts";
import type { App, AppContext } from "./context.ts";
import type { Deps } from "./deps.ts";
import type { Caller, CheckedRequest } from "./handler.ts";
import { type CheckBody, createInputChecks, NO_FIELDS } from "./input_checks.ts";
import { readBody } from "./read_body.ts";
import { Problem } from "./problem.ts";
import { createRefusalLog } from "./refusal_log.ts";
import { respond } from "./responses.ts";
import { assertCallable, type LooseHandler, type Routes } from "./routes.ts";

/** Adds a route for every endpoint of the contract. */
export function serveContract<D extends Deps>(app: App, routes: Routes<D>): void {
  const logRefusal = createRefusalLog();
  for (const [name, endpoint] of listEndpoints()) {
    const read = createRequestReader(endpoint, routes.checkBody);
    const handle = routes.handlers[name] as LooseHandler; // `read` ensures its type
    app.on(endpoint.method, routePath(endpoint), async (context) => {
      const client = context.get("client");
      const log = context.get("log");
      let caller: Caller | undefined;
      try {
        await assertCallable(routes, endpoint, client);
        caller = await findCaller(routes, endpoint, context); // before the body is read
        const input = await read(context);
        if (caller && endpoint.body) await routes.recheck(routes.deps.db, caller, endpoint);
        const deps = bindToCaller(routes, endpoint, { caller });
        const result = await handle(deps, { ...input, caller, client, log });
        return await respond(context, endpoint, result);
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

/**
 * The path in Hono's syntax. A parameter with an extension, `{secret}.ics`, is one segment. The
 * `{passkey_id}` of `/passkeys/{passkey_id}` is anything but `options`, which has a path of its own.
 */
function routePath({ path }: Endpoint): string {
  return path.replaceAll(/\{(\w+)\}(\.\w+)?/g, (parameter, name, extension, at) => {
    if (extension) return `:${name}{[^/]+\\${extension}}`;
    const others = listLiterals(path.slice(0, at), path.slice(at + parameter.length));
    return others.length > 0 ? `:${name}{(?!(?:${others.join("|")})$)[^/]+}` : `:${name}`;
  });
}

/** What other endpoints have in place of a parameter, between two parts of its path. */
function listLiterals(before: string, after: string): string[] {
  const literals = listEndpoints().map(([, { path }]) => path)
    .filter((path) => path.startsWith(before) && path.endsWith(after))
    .map((path) => path.slice(before.length, path.length - after.length))
    .filter((segment) => /^[\w-]+$/.test(segment));
  return [...new Set(literals)];
}

/** The path parameters of a request, without extensions. */
function readParams(endpoint: Endpoint, given: Readonly<Record<string, string>>) {
  const params: Record<string, string> = {};
  for (const [name, text] of Object.entries(given)) {
    const [, extension = ""] = new RegExp(`\\{${name}\\}(\\.\\w+)`).exec(endpoint.path) ?? [];
    params[name] = extension ? text.slice(0, -extension.length) : text;
  }
  return params;
}

type CheckedInput = Pick<CheckedRequest<EndpointName>, "params" | "query" | "body">;

/** Reads and checks the path, query and body of requests to an endpoint. */
function createRequestReader(
  endpoint: Endpoint,
  checkBody: CheckBody,
): (context: AppContext) => Promise<CheckedInput> {
  const check = createInputChecks(endpoint, checkBody);
  return async ({ req }) => {
    const params = readParams(endpoint, req.param() as Record<string, string>);
    check.params(params);
    const query = endpoint.ignoresQuery ? {} : readQuery(req.url, endpoint.query ?? NO_FIELDS);
    await check.query(query);
    const body = await readBody(req.raw, endpoint.body);
    if (endpoint.body?.kind === "json") await check.body(body);
    return { params, query: query as unknown, body } as CheckedInput; // as the schemas promise
  };
}

/** Parses the query of a URL, with the numbers and booleans of its schema; checked later. */
function readQuery(url: string, schema: ObjectSchema): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null);
  if (!url.includes("?")) return query; // most have none
  for (const [name, text] of new URL(url).searchParams) {
    if (name in query) {
      throw new Problem("malformed_request", { detail: "A query parameter is repeated." });
    }
    const type = Object.hasOwn(schema.properties, name) && schema.properties[name]?.type;
    query[name] = readValue(text, type);
  }
  return query;
}

function readValue(text: string, type: unknown): string | number | boolean {
  if (type === "integer" && /^\d{1,9}$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}
