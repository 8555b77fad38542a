import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { findClientAddress } from "./client_address.ts";
import { listCorsHeaders, listPreflightHeaders } from "./cors.ts";
import type { DatabaseFailure } from "../database/database.ts";
import { serveDocsFiles } from "./docs_page.ts";
import { newId } from "../database/ids.ts";
import { Problem } from "./problem.ts";
import { jsonResponse, problemResponse } from "./responses.ts";
import type { App, AppContext } from "./context.ts";
import type { Routes } from "./routes.ts";
import { serveContract } from "./serve_contract.ts";
import type { Deps } from "./deps.ts";

/** Pages beside the API. */
export interface Pages {
  readonly serve: (app: App) => void;
  /** The page for an address that has none; `undefined` where a problem is wanted. */
  readonly refuseUnknown: (
    context: AppContext,
    problem: Problem,
  ) => Response | undefined;
}

/** The whole HTTP surface: the contract's endpoints, the documentation, pages, and every refusal. */
export function createApp<D extends Deps>(routes: Routes<D>, pages?: Pages): App {
  const { deps } = routes;
  // The usual router is ready 15 ms later, and then no faster than could be told from noise.
  const app: App = new Hono({ router: new TrieRouter() });
  app.use((context, next) => {
    identifyRequest(context, deps);
    return next();
  });
  serveContract(app, routes);
  serveDocsFiles(app);
  pages?.serve(app);
  serveOtherMethods(app);
  app.notFound((context: AppContext) => {
    const problem = refuseUnknown(context.req.method);
    return pages?.refuseUnknown(context, problem) ??
      problemResponse(problem, context.get("headers"));
  });
  app.onError((error, context: AppContext) => {
    const problem = explain(error, context, deps);
    return context.get("refuse")?.(problem) ?? problemResponse(problem, context.get("headers"));
  });
  return app;
}

/** Finds out what every request is known by, in its answer and in the log. */
function identifyRequest(context: AppContext, deps: Deps): void {
  const requestId = newId(deps);
  const client = readClient(context, deps);
  context.set("client", client);
  context.set("log", deps.log.with({ request_id: requestId, address: client.address }));
  context.set("headers", {
    "X-Request-Id": requestId,
    ...listCorsHeaders(context.req.raw.headers, deps.config.corsOrigins),
  });
}

/** Answers `OPTIONS`, and refuses every other method that an address does not know. */
function serveOtherMethods(app: App): void {
  const routes = Map.groupBy(
    app.routes.filter(({ method }) => method !== "ALL"),
    ({ path }) => path,
  );
  for (const [path, handled] of routes) {
    const methods = handled.map(({ method }) => method);
    const allow = [...methods, ...methods.includes("GET") ? ["HEAD"] : [], "OPTIONS"].join(", ");
    app.options(path, (context) => {
      const headers = context.get("headers");
      return jsonResponse(204, undefined, {
        Allow: allow,
        ...headers,
        ...listPreflightHeaders(headers, allow),
      });
    });
    app.all(path, () => {
      throw new Problem("method_not_allowed", { allow });
    });
  }
}

/** What is nowhere is not found, but for a method that is answered nowhere (RFC 9110 §9.3.8). */
function refuseUnknown(method: string): Problem {
  return method === "TRACE"
    ? new Problem("method_not_allowed", { allow: "" })
    : new Problem("not_found");
}

function readClient(context: AppContext, { config }: Deps) {
  const { incoming } = context.env as HttpBindings; // what the listener passes along
  const headers = context.req.raw.headers;
  return {
    address: findClientAddress({
      peer: incoming.socket.remoteAddress ?? "",
      forwardedFor: headers.get("x-forwarded-for"),
      trustedProxies: config.trustedProxies,
    }),
    userAgent: headers.get("user-agent")?.slice(0, 200) ?? "",
  };
}

const FAILURE_PROBLEMS: Partial<Record<DatabaseFailure, Problem>> = {
  contended: new Problem("database_unavailable", { retryAfter: 5 }),
  unavailable: new Problem("database_unavailable", { retryAfter: 5 }),
  unconfirmed: new Problem("database_unavailable", {
    detail: "The disk did not confirm the change. It may be saved: look before you repeat it.",
    retryAfter: 5,
  }),
  damaged: new Problem("database_unavailable", { retryAfter: 60 }),
  full: new Problem("storage_full"),
};

/** Turns whatever was thrown into a refusal; what nobody foresaw goes to the log, not to the caller. */
function explain(error: Error, context: AppContext, { readFailure }: Deps): Problem {
  if (error instanceof Problem) return error;
  const log = context.get("log");
  const failure = readFailure(error);
  const problem = failure && FAILURE_PROBLEMS[failure];
  if (problem) log.error("database failure", { failure, error: error.message });
  else log.error("unforeseen error", { error: error.stack ?? error.message });
  return problem ?? new Problem("internal_error");
}
