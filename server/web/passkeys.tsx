import { CurrentPassword } from "./current_password.tsx";
import { type Body, CONTRACT } from "../../shared/contract/mod.ts";
import type { Passkey } from "../../shared/contract/passkey_fields.ts";
import { findPasskeyPlace } from "../auth/passkey_rules.ts";
import { Problem } from "../http/problem.ts";
import { AskPasskey, readPasskeyAnswer } from "./ask_passkey.tsx";
import { formatDay } from "./dates.ts";
import { Field, PostForm } from "./form.tsx";
import { getPathId } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { showProblemPage } from "./problem_page.tsx";
import { type FormState, freshForm, refuseForm, submit } from "./submit.ts";
import { Username } from "./username.tsx";
import { fillIn, WORDS } from "./words.ts";

const PATH = "/account/passkeys";
const { name: NAME } = CONTRACT.addPasskey.body.schema.properties;

/** `GET /account/passkeys` */
export async function showPasskeys(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  return await showList(web, request, freshForm());
}

/** `POST /account/passkeys`: checks the password, and has the browser make a passkey. */
export async function submitAddPasskey(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form: { name = "", password = "" }, call } = request;
  const { passkeys: words } = WORDS;
  try {
    const options = await call("createPasskeyOptions", { body: { password } });
    return {
      kind: "page",
      title: words.add,
      script: "passkey",
      content: (
        <section class="card">
          <h1>{words.add}</h1>
          <AskPasskey
            web={web}
            action={`${PATH}/finish`}
            kind="create"
            options={options}
            hidden={{ name }}
          />
          <p>
            <a href={PATH}>{WORDS.cancel}</a>
          </p>
        </section>
      ),
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return await refuseForm(request.form, error, (state) => showList(web, request, state));
  }
}

/** `POST /account/passkeys/finish`: adds the passkey that the browser made. */
export async function submitFinishPasskey(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form, callOnce } = request;
  return await submit(web, request, {
    act: async () => {
      const response = readPasskeyAnswer<Body<"addPasskey">["response"]>(form);
      await callOnce("addPasskey", { body: { name: form.name ?? "", response } });
    },
    refuse: (state) => showList(web, request, state),
    done: redirectTo(PATH),
  });
}

/** `POST /account/passkeys/{passkey}/keep`: it is one's own. */
export async function submitKeepPasskey(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const passkey_id = getPathId(request, "passkey_id");
  return await submit(web, request, {
    act: async () => {
      await request.callOnce("keepPasskey", { params: { passkey_id } });
    },
    refuse: (state) => showProblemPage(state),
    done: redirectTo(PATH),
  });
}

async function showList(
  web: WebDeps,
  { call, profile }: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const passkeys = await call("listPasskeys", {});
  const place = findPasskeyPlace(web.publicUrl);
  const { passkeys: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    script: "host" in place ? "passkey" : undefined,
    content: (
      <>
        <h1>{words.title}</h1>
        <p>{words.lead}</p>
        {passkeys.length === 0 && <p class="quiet">{words.none}</p>}
        <ul class="list">
          {passkeys.map((passkey) => <PasskeyEntry {...{ web, passkey, place }} />)}
        </ul>
        {"reason" in place ? <p class="notice">{place.reason}</p> : (
          <>
            <noscript>
              <p class="notice">{words.needsScript}</p>
            </noscript>
            <p id="elsewhere" class="notice" hidden>
              {fillIn(words.onlyAt, { address: place.origin })}
            </p>
            <div id="passkey" data-host={place.host} hidden>
              <AddForm {...{ web, state, profile }} />
            </div>
          </>
        )}
      </>
    ),
  };
}

function AddForm(
  { web, state, profile }:
    & Pick<SignedInRequest, "profile">
    & { readonly web: WebDeps; readonly state: FormState },
) {
  const { passkeys: words } = WORDS;
  return (
    <PostForm web={web} action={PATH} submit={words.add} state={state}>
      <Field state={state} name="name" label={words.name} schema={NAME} hint={words.nameHint} />
      <Username profile={profile} />
      <CurrentPassword state={state} />
    </PostForm>
  );
}

function PasskeyEntry({ web, passkey, place }: {
  readonly web: WebDeps;
  readonly passkey: Passkey;
  readonly place: ReturnType<typeof findPasskeyPlace>;
}) {
  const { passkeys: words } = WORDS;
  const { id, name, host, created_at, last_used_at } = passkey;
  const format = (time: string) => ({ date: formatDay(time, web.auth.config.timeZone) });
  const facts = [
    fillIn(words.made, format(created_at)),
    last_used_at === null ? words.unused : fillIn(words.used, format(last_used_at)),
    ..."host" in place && place.host === host ? [] : [fillIn(words.elsewhere, { host })],
  ];
  return (
    <li>
      <strong dir="auto">{name}</strong>
      <p class="quiet">{facts.join(" · ")}</p>
      <a class="button second" href={`${PATH}/${id}/remove`}>{words.remove}</a>
    </li>
  );
}
