import { CurrentPassword } from "./current_password.tsx";
import { CONTRACT } from "../../shared/contract/mod.ts";
import { Field, PostForm } from "./form.tsx";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { type FormState, freshForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

const { email: EMAIL } = CONTRACT.changeEmail.body.schema.properties;

/** `GET /account/email` */
export function showChangeEmail(web: WebDeps, { profile }: SignedInRequest): PageResult {
  return showEmailForm(web, freshForm({ email: profile.email }));
}

/** `POST /account/email` */
export async function submitChangeEmail(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form: { email = "", password = "" }, callOnce } = request;
  return await submit(web, request, {
    act: async () => {
      await callOnce("changeEmail", { body: { email, password } });
    },
    refuse: (state) => showEmailForm(web, state),
    done: redirectTo("/account"),
  });
}

function showEmailForm(web: WebDeps, state: FormState): ShownPage {
  const { account: words, fields } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.emailTitle,
    content: (
      <section class="card">
        <h1>{words.emailTitle}</h1>
        <p>{words.emailLead}</p>
        <PostForm web={web} action="/account/email" submit={words.emailSubmit} state={state}>
          <Field
            state={state}
            name="email"
            label={fields.email}
            schema={EMAIL}
            type="email"
            autocomplete="username"
          />
          <CurrentPassword state={state} />
        </PostForm>
        <p>
          <a href="/account">{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}
