import { addSubmission, wasSubmitted } from "../auth/form_submissions.ts";
import { findWebSession } from "../auth/web_sessions.ts";
import type { CallEndpoint } from "../http/call_endpoint.ts";
import type { AppContext } from "../http/context.ts";
import { readAskingCookie, readSessionCookie } from "./cookie.ts";
import type { PageRequest, SentForm, SignedInRequest, WebDeps } from "./page.ts";
import { FormSentError } from "./submit.ts";

/** The session of a request by its cookie, as long as it is open. */
export async function findSession({ cookies, auth }: WebDeps, { req }: AppContext) {
  const secret = readSessionCookie(cookies, req.header("cookie") ?? null);
  const session = secret === undefined
    ? undefined
    : await findWebSession(auth.db, secret, auth.now());
  return { secret, session };
}

/** What the handler of a page gets of a request, but for the profile of its caller. */
export function createRequest(
  web: WebDeps,
  context: AppContext,
  { form, pictures, fault, caller }: SentForm & Pick<PageRequest, "caller">,
) {
  const { auth } = web;
  let source = { caller, client: context.get("client"), log: context.get("log") };
  const call: PageRequest["call"] = (name, input) => web.call(name, input, source);
  const atBegin: Parameters<CallEndpoint>[2]["atBegin"] = async (tx) => {
    const { once = "" } = form;
    if (await wasSubmitted(tx, once)) throw new FormSentError();
    await addSubmission(tx, once, auth.now());
  };
  const url = new URL(context.req.url);
  return {
    path: url.pathname,
    query: url.searchParams,
    params: context.req.param() as Record<string, string>,
    form,
    pictures,
    fault,
    asking: readAskingCookie(web.cookies, context.req.header("cookie") ?? null),
    ...source,
    call,
    callOnce: (name, input) => web.call(name, input, { ...source, atBegin }),
    confirmPassword: async (password) => {
      await call("confirmPassword", { body: { password } });
      const authenticatedAt = auth.now().toISOString();
      source = { ...source, caller: caller && { ...caller, authenticatedAt } };
    },
  } satisfies Omit<SignedInRequest, "caller" | "profile"> & Omit<PageRequest, "profile">;
}
