import { CurrentPassword } from "./current_password.tsx";
import { CONTRACT } from "../../shared/contract/mod.ts";
import { PAGE_ENTRIES } from "../../shared/contract/fields.ts";
import { Checkbox } from "./choices.tsx";
import { EraseJournal } from "./erase_journal.tsx";
import { Field, PostForm } from "./form.tsx";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { showProblemPage } from "./problem_page.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { Username } from "./username.tsx";
import { WORDS } from "./words.ts";

const { name: NAME } = CONTRACT.updateProfile.body.schema.properties;

/** `GET /account` */
export function showAccount(web: WebDeps, request: SignedInRequest): PageResult {
  return showAccountPage(web, request, freshForm());
}

/** `POST /account/name` */
export async function submitRenameAccount(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  return await submit(web, request, {
    act: async () => {
      const { name = "" } = request.form;
      await request.callOnce("updateProfile", { body: { name } });
    },
    refuse: (state) => showAccountPage(web, request, state),
    done: redirectTo("/account"),
  });
}

/** `POST /account/password/keep`: cancels a reset code that somebody else made. */
export async function submitKeepPassword(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  return await submit(web, request, {
    act: async () => {
      await request.callOnce("keepPassword", {});
    },
    refuse: (state) => showProblemPage(state),
    done: redirectTo("/"),
  });
}

/** `POST /account/export`: all that belongs to who is signed in, as a file. */
export async function submitExportAccount(
  _web: WebDeps,
  { call, profile }: SignedInRequest,
): Promise<PageResult> {
  const query = { limit: PAGE_ENTRIES.most };
  const families = await Promise.all(profile.families.map(async (family) => {
    const params = { family_id: family.id };
    const { items: people } = await call("listPeople", { params, query });
    const feeds = await call("listFeeds", { params });
    return {
      ...family,
      person: people.find(({ account_id }) => account_id === profile.id) ?? null,
      feeds: feeds.filter(({ account }) => account?.id === profile.id),
    };
  }));
  const { items: sessions } = await call("listSessions", { query });
  const passkeys = await call("listPasskeys", {});
  const { items: tokens } = await call("listTokens", { query });
  const { families: _, ...account } = profile;
  return {
    kind: "file",
    fileName: "account.json",
    mediaType: "application/json",
    body:
      JSON.stringify({ account, families, sessions, passkeys, script_tokens: tokens }, null, 2) +
      "\n",
  };
}

/** `GET /account/delete`: asks once more, with the password. */
export async function askToDeleteAccount(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  return await showDeletePage(web, request, freshForm());
}

/** `POST /account/delete` */
export async function submitDeleteAccount(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form: { password = "", forget, erase_journal }, callOnce } = request;
  return await submit(web, request, {
    act: async () => {
      await callOnce("deleteProfileByPost", {
        body: {
          password,
          forget: forget !== undefined,
          journal: erase_journal === undefined ? "keep" : "erase",
        },
      });
    },
    refuse: (state) => showDeletePage(web, request, state),
    done: redirectTo("/sign-in", "end"),
  });
}

function showAccountPage(
  web: WebDeps,
  { profile }: SignedInRequest,
  state: FormState,
): ShownPage {
  const { account: words, fields } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    content: (
      <>
        <h1>{words.title}</h1>
        <section class="card">
          <p class="quiet">{profile.email}</p>
          <PostForm web={web} action="/account/name" submit={words.rename} state={state}>
            <Field
              state={state}
              name="name"
              label={fields.name}
              schema={NAME}
              autocomplete="name"
              value={profile.name}
            />
          </PostForm>
        </section>
        <ul class="ways">
          <li>
            <a href="/f">{words.families}</a>
          </li>
          <li>
            <a href="/account/email">{words.email}</a>
          </li>
          <li>
            <a href="/account/password">{words.password}</a>
          </li>
          <li>
            <a href="/account/devices">{words.devices}</a>
          </li>
          <li>
            <a href="/account/passkeys">{words.passkeys}</a>
          </li>
          <li>
            <a href="/account/tokens">{words.tokens}</a>
          </li>
          <li>
            <a href="/account/delete">{words.delete}</a>
          </li>
        </ul>
        <div class="actions">
          <PostForm web={web} action="/sign-out" submit={WORDS.signOut} />
          <PostForm web={web} action="/account/export" submit={words.export} isSecond />
        </div>
      </>
    ),
  };
}

async function showDeletePage(
  web: WebDeps,
  { profile, call }: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const written = await call("getOwnJournal", {});
  const { account: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.deleteTitle,
    content: (
      <section class="card">
        <h1>{words.deleteTitle}</h1>
        <p>{words.deleteLead}</p>
        <PostForm
          web={web}
          action="/account/delete"
          submit={words.deleteSubmit}
          state={state}
          isDangerous
        >
          <Username profile={profile} />
          <CurrentPassword state={state} />
          <Checkbox state={state} name="forget" label={WORDS.settings.forget} />
          <EraseJournal {...{ state, written }} />
        </PostForm>
        <p>
          <a href="/account">{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}
