import type { Body } from "../../shared/contract/mod.ts";
import { logInByPasskey } from "../auth/login_by_passkey.ts";
import { startWebSession } from "../auth/web_sessions.ts";
import { Problem } from "../http/problem.ts";
import { AskPasskey, readPasskeyAnswer } from "./ask_passkey.tsx";
import { type PageRequest, type PageResult, redirectTo, type WebDeps } from "./page.ts";
import { endPresentSession, showNotices } from "./sign_in.tsx";
import { showProblem } from "./problem_page.tsx";
import { WORDS } from "./words.ts";

/** `POST /sign-in/passkey`: has the browser ask for a passkey. */
export async function submitAskPasskey(web: WebDeps, { call }: PageRequest): Promise<PageResult> {
  const options = await call("createPasskeyLoginOptions", {});
  const { signIn: words } = WORDS;
  return {
    kind: "page",
    title: words.byPasskey,
    script: "passkey",
    content: (
      <section class="card">
        <h1>{words.byPasskey}</h1>
        <AskPasskey web={web} action="/sign-in/passkey/finish" kind="get" options={options} />
        <p>
          <a href="/sign-in">{WORDS.askDevice.byPassword}</a>
        </p>
      </section>
    ),
  };
}

/** `POST /sign-in/passkey/finish` */
export async function submitSignInByPasskey(
  web: WebDeps,
  request: PageRequest,
): Promise<PageResult> {
  const { client, log, form } = request;
  const body: Body<"loginByPasskey"> = { response: readPasskeyAnswer(form) };
  try {
    await web.checkPasskeyLogin(body);
    const { session, notices } = await logInByPasskey(
      web.auth,
      { body, client, log },
      startWebSession,
    );
    await endPresentSession(request);
    return {
      ...showNotices(web, notices, "/") ?? redirectTo("/"),
      cookie: { begin: session.secret },
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return showProblem(error);
  }
}
