import { CONTRACT } from "../../shared/contract/mod.ts";
import { Field, PostForm } from "./form.tsx";
import {
  type PageRequest,
  type PageResult,
  redirectTo,
  type ShownPage,
  type WebDeps,
} from "./page.ts";
import { suggestPassphrase } from "./passphrase.ts";
import { NewPasswordField } from "./new_password_field.tsx";
import { signInWith } from "./sign_in.tsx";
import { canRegister } from "./sign_in_form.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

const { email: EMAIL, name: NAME, password: PASSWORD } = CONTRACT.register.body.schema.properties;

/** `GET /start`: where one needs no invite. */
export async function showRegister(web: WebDeps): Promise<PageResult> {
  if (!await canRegister(web)) return redirectTo("/join");
  return await showRegisterForm(web, freshForm());
}

/** `POST /start` */
export async function submitRegisterFirst(web: WebDeps, request: PageRequest): Promise<PageResult> {
  return await registerAndEnter(web, request, {
    refuse: (state) => showRegisterForm(web, state),
  });
}

/** How the form of a new account is shown again, and by which invite it is made. */
interface Registration {
  readonly invite?: string;
  readonly refuse: (state: FormState) => Promise<ShownPage>;
}

/**
 * Makes the account of a form and signs in. Where the reply was lost, and the cookie with it, the
 * same form signs in once more.
 */
export async function registerAndEnter(
  web: WebDeps,
  request: PageRequest,
  { invite, refuse }: Registration,
): Promise<PageResult> {
  return await submit(web, request, {
    act: async () => {
      const { email = "", name = "", password = "" } = request.form;
      const body = { email, name, password, ...invite !== undefined && { invite } };
      await request.callOnce("register", { body });
    },
    refuse,
    done: async () => redirectTo("/", { begin: (await signInWith(web, request)).secret }),
  });
}

async function showRegisterForm(web: WebDeps, state: FormState): Promise<ShownPage> {
  const { register: words } = WORDS;
  const isOpen = web.auth.config.registration === "open";
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    content: (
      <section class="card">
        <h1>{words.title}</h1>
        <p class="lead">{isOpen ? words.openLead : words.lead}</p>
        <PostForm web={web} action="/start" submit={words.submit} state={state}>
          <AccountFields state={state} passphrase={await suggestPassphrase(web.auth)} />
        </PostForm>
      </section>
    ),
  };
}

/** The fields of a new account. */
export function AccountFields(
  { state, passphrase }: { readonly state: FormState; readonly passphrase: string },
) {
  const { join: words, fields } = WORDS;
  return (
    <>
      <Field
        state={state}
        name="name"
        label={fields.name}
        schema={NAME}
        hint={words.nameHint}
        autocomplete="name"
      />
      <Field
        state={state}
        name="email"
        label={fields.email}
        schema={EMAIL}
        hint={words.emailHint}
        type="email"
        autocomplete="username"
      />
      <NewPasswordField
        state={state}
        schema={PASSWORD}
        label={fields.newPassword}
        passphrase={passphrase}
      />
    </>
  );
}
