import { InviteCode } from "../../shared/contract/fields.ts";
import type { InvitePreview } from "../../shared/contract/invites.ts";
import { formatInviteLink, readInviteCode } from "../../shared/invite_link.ts";
import { Problem } from "../http/problem.ts";
import { findWebSession } from "../auth/web_sessions.ts";
import { formatDay } from "./dates.ts";
import { Field, PostForm } from "./form.tsx";
import {
  type PageRequest,
  type PageResult,
  redirectTo,
  type ShownPage,
  type WebDeps,
} from "./page.ts";
import { suggestPassphrase } from "./passphrase.ts";
import { showProblem } from "./problem_page.tsx";
import { AccountFields, registerAndEnter } from "./register.tsx";
import { Sentence } from "./sentence.tsx";
import { signInWith } from "./sign_in.tsx";
import { SignInFields } from "./sign_in_form.tsx";
import { type FormState, freshForm, refuseForm, submit } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

/** `GET /join`: the same for every code, which the browser keeps to itself until it is sent. */
export function showJoin(web: WebDeps): PageResult {
  return showCodeForm(web, freshForm());
}

/** `POST /join`: shows the invite of a code, without using it. */
export async function submitPreviewInvite(web: WebDeps, request: PageRequest): Promise<PageResult> {
  return await showInvite(web, request, freshForm());
}

/** `POST /join/new`: registers by an invite. */
export async function submitJoinAsNew(web: WebDeps, request: PageRequest): Promise<PageResult> {
  return await registerAndEnter(web, request, {
    invite: request.form.code ?? "",
    refuse: (state) => showInvite(web, request, state),
  });
}

/** `POST /join/mine`: joins by an invite with an existing account, after signing in if needed. */
export async function submitJoinWithAccount(
  web: WebDeps,
  request: PageRequest,
): Promise<PageResult> {
  const { form: { code = "" }, caller, callOnce } = request;
  if (!caller) return showSignInToJoin(web, freshForm(), code);
  return await submit(web, request, {
    act: async () => {
      const { id } = await callOnce("acceptInvite", { body: { code } });
      return redirectTo(`/f/${id}`);
    },
    refuse: (state) => showInvite(web, request, state),
    done: redirectTo("/"),
  });
}

/** `POST /join/sign-in`: signs in, and joins by an invite. */
export async function submitSignInToJoin(web: WebDeps, request: PageRequest): Promise<PageResult> {
  const { form, client, log } = request;
  const { code = "" } = form;
  let secret: string | undefined;
  try {
    ({ secret } = await signInWith(web, request));
    const session = await findWebSession(web.auth.db, secret, web.auth.now());
    const source = { caller: session?.caller, client, log };
    const { id } = await web.call("acceptInvite", { body: { code } }, source);
    return redirectTo(`/f/${id}`, { begin: secret });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (secret !== undefined) return { ...showProblem(error), cookie: { begin: secret } };
    return await refuseForm(form, error, (state) => showSignInToJoin(web, state, code));
  }
}

function showCodeForm(web: WebDeps, state: FormState): ShownPage {
  const { join: words, fields } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    preview: words.preview,
    script: "join",
    content: (
      <section class="card">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
        <PostForm web={web} action="/join" submit={words.submit} state={state}>
          <Field
            state={state}
            name="code"
            label={fields.code}
            schema={InviteCode}
            hint={words.codeHint}
            autocomplete="off"
          />
        </PostForm>
      </section>
    ),
  };
}

/** Shows an invite with the ways to accept it; the code again where it is not a good one. */
async function showInvite(
  web: WebDeps,
  { form, profile, call }: PageRequest,
  state: FormState,
): Promise<ShownPage> {
  const code = readInviteCode(form.code ?? "");
  let invite: InvitePreview;
  try {
    invite = await call("previewInvite", { body: { code } });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return await refuseForm(form, error, (state) => showCodeForm(web, state));
  }
  const { join: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.previewTitle,
    home: formatInviteLink(web.publicUrl, code),
    content: (
      <section class="card">
        <Invitation web={web} invite={invite} />
        {profile
          ? (
            <PostForm
              web={web}
              action="/join/mine"
              submit={fillIn(words.mineSubmit, { name: profile.name })}
              hidden={{ code }}
              state={state}
            />
          )
          : (
            <>
              <h2>{words.newTitle}</h2>
              <PostForm
                web={web}
                action="/join/new"
                submit={words.newSubmit}
                hidden={{ code }}
                state={state}
              >
                <AccountFields state={state} passphrase={await suggestPassphrase(web.auth)} />
              </PostForm>
              <h2>{words.mineTitle}</h2>
              <PostForm
                web={web}
                action="/join/mine"
                submit={words.mineSignIn}
                hidden={{ code }}
                isSecond
              />
            </>
          )}
      </section>
    ),
  };
}

function Invitation({ web, invite }: { readonly web: WebDeps; readonly invite: InvitePreview }) {
  const { join: words } = WORDS;
  const { family, role, invited_by: inviter, expires_at } = invite;
  return (
    <>
      <p class="lead">
        <Sentence text={inviter === null ? words.bySomeone : words.by} inviter={inviter ?? ""} />
      </p>
      <h1 dir="auto">{family}</h1>
      <p>{words.role[role]}</p>
      <p class="quiet">
        {fillIn(words.until, { date: formatDay(expires_at, web.auth.config.timeZone) })}
      </p>
    </>
  );
}

function showSignInToJoin(web: WebDeps, state: FormState, code: string): ShownPage {
  const { join: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.mineSignIn,
    content: (
      <section class="card">
        <h1>{words.mineSignIn}</h1>
        <PostForm
          web={web}
          action="/join/sign-in"
          submit={words.mineSignIn}
          hidden={{ code }}
          state={state}
        >
          <SignInFields state={state} />
        </PostForm>
      </section>
    ),
  };
}
