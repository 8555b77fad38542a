import type { Passkey } from "../../shared/contract/passkey_fields.ts";
import { CurrentPassword } from "./current_password.tsx";
import { Problem } from "../http/problem.ts";
import { PostForm } from "./form.tsx";
import { getPathId } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { type FormState, freshForm, submit } from "./submit.ts";
import { Username } from "./username.tsx";
import { WORDS } from "./words.ts";

const PATH = "/account/passkeys";

/** `GET /account/passkeys/{passkey}/remove`: asks once more, with the password. */
export async function askToRemovePasskey(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  return await showRemove(web, request, freshForm());
}

/** `POST /account/passkeys/{passkey}/remove` */
export async function submitRemovePasskey(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const passkey_id = getPathId(request, "passkey_id");
  const { password = "" } = request.form;
  return await submit(web, request, {
    act: async () => {
      const input = { params: { passkey_id }, body: { password } };
      await request.callOnce("removePasskeyByPost", input);
    },
    refuse: (state) => showRemove(web, request, state),
    done: redirectTo(PATH),
  });
}

/** The passkey in the path of a page, which is one's own. */
async function getPasskey(request: SignedInRequest): Promise<Passkey> {
  const id = getPathId(request, "passkey_id");
  const passkeys = await request.call("listPasskeys", {});
  const passkey = passkeys.find((passkey) => passkey.id === id);
  if (!passkey) throw new Problem("not_found");
  return passkey;
}

async function showRemove(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { id, name } = await getPasskey(request);
  const { passkeys: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.removeTitle,
    content: (
      <section class="card">
        <h1>{words.removeTitle}</h1>
        <p>
          <strong dir="auto">{name}</strong>
        </p>
        <p>{words.removeLead}</p>
        <PostForm
          web={web}
          action={`${PATH}/${id}/remove`}
          submit={words.remove}
          state={state}
          isDangerous
        >
          <Username profile={request.profile} />
          <CurrentPassword state={state} />
        </PostForm>
        <p>
          <a href={PATH}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}
