import type { Logger } from "@logtape/logtape";
import type { Context, Hono } from "hono";
import type { RequestSource } from "./handler.ts";
import type { Problem } from "./problem.ts";

/** Headers of an answer, by their names. */
export type HeaderFields = Readonly<Record<string, string>>;

/** What `app.ts` finds out about every request before an endpoint sees it. */
interface RequestVariables {
  readonly client: RequestSource;
  readonly log: Logger;
  /** What the answer will carry beside its own headers. */
  readonly headers: HeaderFields;
  /** How a refusal is shown, where it is not as a problem. */
  readonly refuse?: (problem: Problem) => Response;
}

/** A request on its way through the app, with what was found out about it. */
export type AppContext = Context<{ Variables: RequestVariables }>;
/** The app that routes are added to. */
export type App = Hono<{ Variables: RequestVariables }>;
