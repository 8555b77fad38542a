import type { Logger } from "@logtape/logtape";
import type { Context, Hono } from "hono";
import type { RequestSource } from "./handler.ts";
import type { Problem } from "./problem.ts";

/** Headers of an answer, by their names. */
export type HeaderFields = Readonly<Record<string, string>>;

/** What `app.ts` adds to every request before an endpoint handles it. */
interface RequestVariables {
  readonly client: RequestSource;
  readonly log: Logger;
  /** Headers of the answer besides its own. */
  readonly headers: HeaderFields;
  /** Whether the request is handled a second time, and counted there. */
  readonly isRepeated?: boolean;
  /** Shows a refusal in another form than a problem. */
  readonly refuse?: (problem: Problem) => Response | Promise<Response>;
}

/** The context of a request in the app. */
export type AppContext = Context<{ Variables: RequestVariables }>;
/** The app that routes are added to. */
export type App = Hono<{ Variables: RequestVariables }>;
