import type { Body } from "../../shared/contract/mod.ts";
import { logInByPasskey } from "../auth/login_by_passkey.ts";
import { startWebSession } from "../auth/web_sessions.ts";
import { Problem } from "../http/problem.ts";
import { AskPasskey, readPasskeyAnswer } from "./ask_passkey.tsx";
import {
  type PageRequest,
  type PageResult,
  redirectTo,
  type ShownPage,
  type WebDeps,
} from "./page.ts";
import { endPresentSession, readTarget, showNotices } from "./sign_in.tsx";
import { showSignInForm } from "./sign_in_form.tsx";
import { refuseForm } from "./submit.ts";
import { WORDS } from "./words.ts";

/** `POST /sign-in/passkey`: has the browser ask for a passkey. */
export async function submitAskPasskey(
  web: WebDeps,
  { call, form }: PageRequest,
): Promise<PageResult> {
  try {
    const options = await call("createPasskeyLoginOptions", {});
    return showAsk(web, options, readTarget(form));
  } catch (error) {
    return await showRefused(web, form, error);
  }
}

/** `POST /sign-in/passkey/finish` */
export async function submitSignInByPasskey(
  web: WebDeps,
  request: PageRequest,
): Promise<PageResult> {
  const { client, log, form } = request;
  const to = readTarget(form);
  try {
    const body: Body<"loginByPasskey"> = { response: readPasskeyAnswer(form) };
    await web.checkPasskeyLogin(body);
    const { session, notices } = await logInByPasskey(
      web.auth,
      { body, client, log },
      startWebSession,
    );
    await endPresentSession(request);
    return {
      ...showNotices(web, notices, to) ?? redirectTo(to),
      cookie: { begin: session.secret },
    };
  } catch (error) {
    return await showRefused(web, form, error);
  }
}

/** The sign-in page, with every other way in. */
async function showRefused(
  web: WebDeps,
  form: PageRequest["form"],
  error: unknown,
): Promise<ShownPage> {
  if (!(error instanceof Problem)) throw error;
  return await refuseForm(form, error, (state) => showSignInForm(web, { state, to: form.to }));
}

function showAsk(web: WebDeps, options: object, to: string): ShownPage {
  const { signIn: words } = WORDS;
  return {
    kind: "page",
    title: words.byPasskey,
    script: "passkey",
    content: (
      <section class="card">
        <h1>{words.byPasskey}</h1>
        <AskPasskey
          web={web}
          action="/sign-in/passkey/finish"
          kind="get"
          options={options}
          hidden={{ to }}
        />
        <p>
          <a href={to === "/" ? "/sign-in" : to}>{WORDS.askDevice.byPassword}</a>
        </p>
      </section>
    ),
  };
}
