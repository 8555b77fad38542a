import { CONTRACT } from "../../shared/contract/mod.ts";
import { hasRegistered } from "../auth/accounts.ts";
import { logInByPassword, type LoginNotices } from "../auth/login.ts";
import { findPasskeyPlace } from "../auth/passkey_rules.ts";
import { assertNotLimited } from "../auth/rate_limiter.ts";
import { startWebSession } from "../auth/web_sessions.ts";
import { Problem } from "../http/problem.ts";
import { formatDay } from "./dates.ts";
import { Field, PostForm } from "./form.tsx";
import {
  type FormFields,
  type PageRequest,
  type PageResult,
  redirectTo,
  type ShownPage,
  type WebDeps,
} from "./page.ts";
import { type FormState, freshForm, refuseForm } from "./submit.ts";
import { Sentence } from "./sentence.tsx";
import { WORDS } from "./words.ts";

const { email: EMAIL, password: PASSWORD } = CONTRACT.login.body.schema.properties;

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

/** Whether someone without an invite may register. */
export async function canRegister({ auth }: WebDeps): Promise<boolean> {
  return auth.config.registration === "open" || !await hasRegistered(auth.db);
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

/** The sign-in page of a signed-out person, who then continues where they were. */
export function showSignedOut(
  web: WebDeps,
  { path, form }: Pick<PageRequest, "path" | "form">,
): ShownPage {
  const kept = listTypedTexts(form);
  const target = Object.keys(form).length > 0 ? undefined : path; // a form is not sent again
  return showSignInForm(web, {
    state: { ...freshForm(), status: 401 },
    to: target,
    hasEnded: true,
    kept,
  });
}

/** What somebody typed into a form, but for secrets, in the order of its fields. */
function listTypedTexts(form: FormFields): string | undefined {
  const texts = Object.entries(form)
    .filter(([name, text]) => text !== "" && !SECRET.test(name) && !CHOSEN.test(name))
    .map(([, text]) => text);
  return texts.length > 0 ? texts.join("\n") : undefined;
}

const SECRET = /password|made_up|code/;

/** Fields that nobody types into. */
const CHOSEN =
  /^(once|to|until|person|role|kind|format|forget|erase_journal|keep_tokens|deceased|max_uses|expires_in_days|photos)$|_month$|_id$/;

interface SignInForm {
  readonly state: FormState;
  readonly canRegister?: boolean;
  /** Path to continue at. */
  readonly to?: string;
  /** Whether it stands in place of a page that needs a session. */
  readonly hasEnded?: boolean;
  /** What was typed into a form that could not be acted upon. */
  readonly kept?: string;
}

function showSignInForm(
  web: WebDeps,
  { state, canRegister, to, hasEnded, kept }: SignInForm,
): ShownPage {
  const { signIn: words } = WORDS;
  const hasPasskeys = "host" in findPasskeyPlace(web.publicUrl);
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    script: "join",
    content: (
      <section class="card">
        <h1>{words.title}</h1>
        {hasEnded
          ? <p class="notice" role="alert">{words.ended}</p>
          : <p class="lead">{words.lead}</p>}
        {kept !== undefined && (
          <div class="field">
            <label for="kept">{words.keptText}</label>
            <textarea id="kept" dir="auto" rows={6} readonly>{`\n${kept}`}</textarea>
          </div>
        )}
        <PostForm
          web={web}
          action="/sign-in"
          submit={words.submit}
          state={state}
          hidden={to === undefined ? {} : { to }}
        >
          <SignInFields state={state} />
        </PostForm>
        {hasPasskeys && (
          <div id="passkey" hidden>
            <PostForm web={web} action="/sign-in/passkey" submit={words.byPasskey} isSecond />
          </div>
        )}
        <ul class="ways">
          <li>
            <a href="/sign-in/device">{words.byDevice}</a>
          </li>
          <li>
            <a href="/join">{words.haveInvite}</a>
          </li>
          <li>
            <a href="/reset">{words.forgot}</a>
          </li>
          {canRegister && (
            <li>
              <a href="/start">{words.register}</a>
            </li>
          )}
        </ul>
      </section>
    ),
  };
}

/** The fields for an email and its password. */
export function SignInFields({ state }: { readonly state: FormState }) {
  return (
    <>
      <Field
        state={state}
        name="email"
        label={WORDS.fields.email}
        schema={EMAIL}
        type="email"
        autocomplete="username"
      />
      <Field
        state={state}
        name="password"
        label={WORDS.fields.password}
        schema={PASSWORD}
        type="password"
        autocomplete="current-password"
      />
    </>
  );
}

/** The page after signing in: one of this server, or the start. */
function readTarget({ to = "/" }: FormFields): string {
  return /^\/(?:f|account|approve)(?:\/[\w-]+)*$/.test(to) ? to : "/";
}
