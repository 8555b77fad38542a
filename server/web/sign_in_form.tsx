import { CONTRACT } from "../../shared/contract/mod.ts";
import { hasRegistered } from "../auth/accounts.ts";
import { findPasskeyPlace } from "../auth/passkey_rules.ts";
import { Field, PostForm } from "./form.tsx";
import { KeptText } from "./kept_text.tsx";
import type { FormFields, PageRequest, ShownPage, WebDeps } from "./page.ts";
import { type FormState, freshForm } from "./submit.ts";
import { WORDS } from "./words.ts";

const { email: EMAIL, password: PASSWORD } = CONTRACT.login.body.schema.properties;

/** Whether someone without an invite may register. */
export async function canRegister({ auth }: WebDeps): Promise<boolean> {
  return auth.config.registration === "open" || !await hasRegistered(auth.db);
}

/** The sign-in page of a signed-out person, who then continues where they were. */
export function showSignedOut(
  web: WebDeps,
  { path, form }: Pick<PageRequest, "path" | "form">,
): ShownPage {
  const target = Object.keys(form).length > 0 ? undefined : path; // a form is not sent again
  return showSignInForm(web, {
    state: { ...freshForm(), status: 401 },
    to: target,
    hasEnded: true,
    kept: form,
  });
}

interface SignInForm {
  readonly state: FormState;
  readonly canRegister?: boolean;
  /** Path to continue at. */
  readonly to?: string;
  /** Whether it stands in place of a page that needs a session. */
  readonly hasEnded?: boolean;
  /** What was typed into a form that could not be acted upon. */
  readonly kept?: FormFields;
}

/** The sign-in page. */
export function showSignInForm(
  web: WebDeps,
  { state, canRegister, to, hasEnded, kept }: SignInForm,
): ShownPage {
  const { signIn: words } = WORDS;
  const goingOn: Record<string, string> = to === undefined ? {} : { to };
  const place = findPasskeyPlace(web.publicUrl);
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
        {kept && <KeptText form={kept} />}
        <PostForm
          web={web}
          action="/sign-in"
          submit={words.submit}
          state={state}
          hidden={goingOn}
        >
          <SignInFields state={state} />
        </PostForm>
        {"host" in place && (
          <div id="passkey" data-host={place.host} hidden>
            <PostForm
              web={web}
              action="/sign-in/passkey"
              submit={words.byPasskey}
              hidden={goingOn}
              isSecond
            />
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
