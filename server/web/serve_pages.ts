import type { Profile } from "../../shared/contract/accounts.ts";
import { touchSession } from "../auth/web_sessions.ts";
import type { App, AppContext, HeaderFields } from "../http/context.ts";
import type { SessionCaller } from "../http/handler.ts";
import type { Problem } from "../http/problem.ts";
import type { Asset } from "./assets.ts";
import { createRequest, findSession } from "./create_request.ts";
import {
  type PageResult,
  type PageRoute,
  redirectTo,
  type SentForm,
  type WebDeps,
} from "./page.ts";
import { PAGES } from "./pages.ts";
import { showMessage, showProblem } from "./problem_page.tsx";
import { readForm } from "./read_form.ts";
import { isMultipart } from "./read_multipart.ts";
import { readPictures } from "./read_pictures.ts";
import { refuseForeignForm } from "./refuse_foreign_form.tsx";
import { type Answer, respondToPage } from "./respond_to_page.ts";
import { isSameOrigin } from "./same_origin.ts";
import { showSignedOut } from "./sign_in_form.tsx";
import { WORDS } from "./words.ts";

/** Adds the pages, and the files that they load. */
export function servePages(app: App, web: WebDeps): void {
  for (const route of PAGES) {
    app.on(route.method, route.path, (context) => answer(web, route, context));
  }
  serveFormAddresses(app, web);
  for (const asset of Object.values(web.assets)) serveAsset(app, asset);
  const { bytes, mediaType } = web.assets.icon; // asked for by browsers that show `/docs` or JSON
  app.get("/favicon.ico", () => new Response(bytes, { headers: describeAsset(mediaType, DAY) }));
  app.get("/robots.txt", (context) =>
    context.body("User-agent: *\nDisallow: /\n", 200, {
      "Content-Type": "text/plain; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
    }));
}

/**
 * Leads from the address of a form to the page that it stands on. A refused form is shown at its
 * own address, which people open again: from their history, or when the phone has dropped the tab.
 */
function serveFormAddresses(app: App, web: WebDeps): void {
  const shown = new Set(PAGES.filter(({ method }) => method === "GET").map(({ path }) => path));
  for (const { path } of PAGES.filter(({ path }) => !shown.has(path))) {
    const steps = path.split("/");
    const above = steps.findLastIndex((_, end) => end > 1 && shown.has(joinPath(steps, end)));
    app.get(path, (context) => {
      const to = above < 0 ? "/" : joinPath(new URL(context.req.url).pathname.split("/"), above);
      return respondToPage(web, context, { result: redirectTo(to) });
    });
  }
}

function joinPath(steps: readonly string[], end: number): string {
  return steps.slice(0, end).join("/");
}

/** The page for an address that has none, where a browser asks; programs get a problem. */
export function answerUnknown(
  web: WebDeps,
  problem: Problem,
  context: AppContext,
): Promise<Response> | undefined {
  const isForBrowser = problem.code === "not_found" && context.req.method === "GET" &&
    (context.req.header("accept") ?? "").includes("text/html");
  if (!isForBrowser) return undefined;
  return respondToPage(web, context, { result: showProblem(problem) });
}

function serveAsset(app: App, { path, mediaType, bytes }: Asset): void {
  app.get(path, () => new Response(bytes, { headers: describeAsset(mediaType, FOR_EVER) }));
}

const FOR_EVER = "public, max-age=31536000, immutable";
const DAY = "public, max-age=86400";

function describeAsset(mediaType: string, caching: string): HeaderFields {
  return {
    "Content-Type": mediaType,
    "Cache-Control": caching,
    "X-Content-Type-Options": "nosniff",
  };
}

async function answer(web: WebDeps, route: PageRoute, context: AppContext): Promise<Response> {
  if (web.cookies.kind === "refused") {
    return respondToPage(web, context, { result: showInsecure() });
  }
  const { req } = context;
  let sent: SentForm = { form: {}, pictures: [] };
  context.set("refuse", (problem) => respondToPage(web, context, refuse(problem)));
  if (route.method === "POST") {
    if (!isSameOrigin(req.raw.headers, web.publicUrl)) {
      return respondToPage(web, context, { result: await refuseForeignForm(web, req.raw) });
    }
    // Before the caller is looked up: it may take its time.
    if (isMultipart(req.raw)) {
      const { error, ...form } = await readPictures(web, route, context);
      sent = form;
      if (error !== undefined) throw error;
    } else sent = { form: await readForm(req.raw), pictures: [] };
  }
  const { secret, session } = await findSession(web, context);
  const renewed = session?.isStale && await touch(web, context, session.caller)
    ? secret
    : undefined;
  const caller = session?.caller;
  const visitor = createRequest(web, context, { ...sent, caller });
  const profile = caller && await visitor.call("getProfile", {});
  context.set("refuse", (problem) => respondToPage(web, context, refuse(problem, profile)));
  const request = { ...visitor, profile };
  if (route.access === "anyone") {
    return respondToPage(web, context, {
      result: await route.handle(web, request),
      profile,
      renewed,
    });
  }
  if (!caller || !profile) {
    return respondToPage(web, context, { result: showSignedOut(web, request) });
  }
  const result = await route.handle(web, { ...request, caller, profile });
  return respondToPage(web, context, { result, profile, renewed });

  /** If the session has ended, shows the sign-in page and keeps what was typed. */
  function refuse(problem: Problem, profile?: Profile): Answer {
    const isSignedOut = problem.code === "invalid_token" || problem.code === "not_signed_in";
    if (!isSignedOut) return { result: showProblem(problem, sent.form), profile };
    return { result: showSignedOut(web, { path: new URL(req.url).pathname, ...sent }) };
  }
}

/** Notes that a session is used. Where that cannot be written, the page is shown all the same. */
async function touch(
  { auth }: WebDeps,
  context: AppContext,
  caller: SessionCaller,
): Promise<boolean> {
  try {
    await touchSession(auth, caller, context.get("client"));
    return true;
  } catch (error) {
    const { message } = error as Error;
    context.get("log").warn("use of a session could not be noted", { error: message });
    return false;
  }
}

/** Where passwords and codes would travel in the clear, nobody is asked for one. */
function showInsecure(): PageResult {
  const { title, lead, advice } = WORDS.insecure;
  return showMessage(403, title, `${lead} ${advice}`);
}
