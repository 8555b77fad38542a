import { logInByPassword, type LoginNotices } from "../auth/login.ts";
import { assertNotLimited } from "../auth/rate_limiter.ts";
import { startWebSession } from "../auth/web_sessions.ts";
import { Problem } from "../http/problem.ts";
import { formatDay } from "./dates.ts";
import {
  type FormFields,
  type PageRequest,
  type PageResult,
  redirectTo,
  type ShownPage,
  type WebDeps,
} from "./page.ts";
import { Sentence } from "./sentence.tsx";
import { canRegister, showSignInForm } from "./sign_in_form.tsx";
import { freshForm, refuseForm } from "./submit.ts";
import { WORDS } from "./words.ts";

/** `GET /` */
export async function showStart(web: WebDeps, request: PageRequest): Promise<PageResult> {
  if (!request.profile) return await showSignIn(web);
  const [only, ...others] = request.profile.families;
  return redirectTo(only && others.length === 0 ? `/f/${only.id}` : "/f");
}

/** `GET /sign-in` */
export async function showSignIn(web: WebDeps): Promise<PageResult> {
  return showSignInForm(web, { state: freshForm(), canRegister: await canRegister(web) });
}

/** `POST /sign-in` */
export async function submitSignIn(web: WebDeps, request: PageRequest): Promise<PageResult> {
  const { form } = request;
  try {
    const { secret, notices } = await signInWith(web, request);
    const to = readTarget(form);
    return {
      ...showNotices(web, notices, to) ?? redirectTo(to),
      cookie: { begin: secret },
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return await refuseForm(form, error, (state) => showSignInForm(web, { state, to: form.to }));
  }
}

/** A session that has begun by the form of a page. */
interface SignedIn {
  /** Of its cookie. */
  readonly secret: string;
  readonly notices: LoginNotices;
}

/** Starts a session by the email and password of a form. */
export async function signInWith(web: WebDeps, request: PageRequest): Promise<SignedIn> {
  const { auth, checkLogin } = web;
  const { client, log, form } = request;
  const body = { email: form.email ?? "", password: form.password ?? "" };
  await assertNotLimited(auth, { address: client.address });
  await checkLogin(body);
  const { session, notices } = await logInByPassword(auth, { body, client, log }, startWebSession);
  await endPresentSession(request);
  return { secret: session.secret, notices };
}

/** Notices of a sign-in: the password was reset, or a reset code was cancelled. */
export function showNotices(
  { auth }: WebDeps,
  { password_reset: reset, cancelled_reset: cancelled }: LoginNotices,
  to: string,
): ShownPage | undefined {
  if (!reset && !cancelled) return undefined;
  const { signInNotice: words, resetNotice } = WORDS;
  return {
    kind: "page",
    title: words.title,
    script: "join",
    content: (
      <section class="card">
        <h1>{words.title}</h1>
        {reset && (
          <p>
            <Sentence
              text={words.reset}
              date={formatDay(reset.at, auth.config.timeZone)}
              by={reset.by?.name ?? words.host}
            />
          </p>
        )}
        {cancelled && (
          <p>
            <Sentence text={words.cancelled} by={cancelled.by?.name ?? resetNotice.someone} />
          </p>
        )}
        <p>
          <a class="button" href={to}>{words.goOn}</a>
        </p>
      </section>
    ),
  };
}

/** Signing in as another ends the session that the browser had. */
export async function endPresentSession({ caller, call }: PageRequest): Promise<void> {
  if (caller) await call("logout", {});
}

/** `POST /sign-out` */
export async function submitSignOut(
  _web: WebDeps,
  { caller, call }: PageRequest,
): Promise<PageResult> {
  if (caller) await call("logout", {});
  return redirectTo("/sign-in", "end");
}

/** The page after signing in: one of this server, or the start. */
export function readTarget({ to = "/" }: FormFields): string {
  return /^\/(?:f|account|approve)(?:\/[\w-]+)*$/.test(to) ? to : "/";
}
