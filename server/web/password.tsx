import { CONTRACT } from "../../shared/contract/mod.ts";
import { Checkbox } from "./choices.tsx";
import { Field, PostForm } from "./form.tsx";
import { NewPasswordField } from "./new_password_field.tsx";
import type { PageRequest, PageResult, ShownPage, SignedInRequest, WebDeps } from "./page.ts";
import { suggestPassphrase } from "./passphrase.ts";
import { type FormState, freshForm, submit } from "./submit.ts";
import { showMessage } from "./problem_page.tsx";
import { Username } from "./username.tsx";
import { fillIn, WORDS } from "./words.ts";

const CHANGE = CONTRACT.changePassword.body.schema.properties;
const RESET = CONTRACT.resetPassword.body.schema.properties;

/** `GET /account/password` */
export async function showChangePassword(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  return await showChangeForm(web, request, freshForm());
}

/** `POST /account/password` */
export async function submitChangePassword(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form, callOnce } = request;
  const { current_password = "", new_password = "", keep_tokens } = form;
  const body = { current_password, new_password, keep_tokens: keep_tokens !== undefined };
  return await submit(web, request, {
    act: async () => {
      await callOnce("changePassword", { body });
    },
    refuse: (state) => showChangeForm(web, request, state),
    done: () => showChanged(request),
  });
}

/** What the new password has ended, and what it has not. */
async function showChanged({ call }: SignedInRequest): Promise<ShownPage> {
  const { length: count } = await call("listPasskeys", {});
  const { password: words, problem } = WORDS;
  return {
    kind: "page",
    title: words.changedTitle,
    content: (
      <section class="card">
        <h1>{words.changedTitle}</h1>
        <p>{words.changed}</p>
        {count > 0 && (
          <>
            <p>{count === 1 ? words.onePasskey : fillIn(words.passkeys, { count })}</p>
            <p>
              <a class="button" href="/account/passkeys">{words.seePasskeys}</a>
            </p>
          </>
        )}
        <p>
          <a class={count > 0 ? "button second" : "button"} href="/">{problem.toStart}</a>
        </p>
      </section>
    ),
  };
}

/** `GET /reset`: for who has a reset code. */
export async function showReset(web: WebDeps): Promise<PageResult> {
  return await showResetForm(web, freshForm());
}

/** `POST /reset` */
export async function submitResetPassword(web: WebDeps, request: PageRequest): Promise<PageResult> {
  const { form: { code = "", new_password = "" }, callOnce } = request;
  const { password: words } = WORDS;
  const done = showMessage(200, words.changedTitle, words.reset);
  return await submit(web, request, {
    act: async () => {
      await callOnce("resetPassword", { body: { code: code.trim(), new_password } });
    },
    refuse: (state) => showResetForm(web, state),
    done,
  });
}

async function showChangeForm(
  web: WebDeps,
  { profile }: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { password: words, fields } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.changeTitle,
    content: (
      <section class="card">
        <h1>{words.changeTitle}</h1>
        <p>{words.changeLead}</p>
        <PostForm web={web} action="/account/password" submit={words.changeSubmit} state={state}>
          <Username profile={profile} />
          <Field
            state={state}
            name="current_password"
            label={fields.currentPassword}
            schema={CHANGE.current_password}
            type="password"
            autocomplete="current-password"
          />
          <NewPasswordField
            state={state}
            name="new_password"
            label={words.newPassword}
            schema={CHANGE.new_password}
            passphrase={await suggestPassphrase(web.auth)}
          />
          <Checkbox state={state} name="keep_tokens" label={words.keepTokens} />
        </PostForm>
        <p>
          <a href="/account">{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}

async function showResetForm(web: WebDeps, state: FormState): Promise<ShownPage> {
  const { password: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.resetTitle,
    content: (
      <section class="card">
        <h1>{words.resetTitle}</h1>
        <p>{words.resetLead}</p>
        <PostForm web={web} action="/reset" submit={words.resetSubmit} state={state}>
          <Field
            state={state}
            name="code"
            label={words.code}
            schema={RESET.code}
            autocomplete="off"
          />
          <NewPasswordField
            state={state}
            name="new_password"
            label={words.newPassword}
            schema={RESET.new_password}
            passphrase={await suggestPassphrase(web.auth)}
          />
        </PostForm>
      </section>
    ),
  };
}
