import { mayReset } from "../families/rules.ts";
import { Problem } from "../http/problem.ts";
import { formatMoment } from "./dates.ts";
import { PostForm } from "./form.tsx";
import { fetchMember, toAction } from "./members.tsx";
import { getOwnFamily } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { PasswordAgain } from "./password_again.tsx";
import { Sentence } from "./sentence.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

/** `GET /f/{family}/members/{account}/reset`: the form that makes a reset code for a member. */
export async function askForResetCode(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  return await showResetForm(web, request, freshForm());
}

/** `POST /f/{family}/members/{account}/reset`: shows the code, once. */
export async function submitCreateResetCode(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form, callOnce, confirmPassword } = request;
  const { id: family_id } = getOwnFamily(request);
  const { id: account_id, name } = await fetchMember(request);
  const params = { family_id, account_id };
  return await submit(web, request, {
    act: async () => {
      if (form.password) await confirmPassword(form.password);
      const made = await callOnce("createResetCode", { params });
      return showResetCode(web, { ...made, name, accountId: account_id, familyId: family_id });
    },
    refuse: (state) => showResetForm(web, request, state),
    done: redirectTo(`/f/${family_id}/members/${account_id}`),
  });
}

async function showResetForm(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { id: family_id } = getOwnFamily(request);
  const member = await fetchMember(request);
  if (!mayReset(toAction(request, member))) throw new Problem("forbidden");
  const { member: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.resetTitle,
    familyId: family_id,
    content: (
      <section class="card">
        <h1>{words.resetTitle}</h1>
        <p>
          <Sentence text={words.resetHint} name={member.name} />
        </p>
        <PostForm web={web} action={request.path} submit={words.resetSubmit} state={state}>
          <PasswordAgain {...{ web, request, state }} />
        </PostForm>
        <p>
          <a href={`/f/${family_id}/members/${member.id}`}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}

interface ShownCode {
  readonly code: string;
  readonly works_from: string;
  readonly expires_at: string;
  /** Of the member. */
  readonly name: string;
  readonly accountId: string;
  readonly familyId: string;
}

function showResetCode(
  { auth }: WebDeps,
  { code, works_from, expires_at, name, accountId, familyId }: ShownCode,
): ShownPage {
  const { member: words } = WORDS;
  const { timeZone } = auth.config;
  return {
    kind: "page",
    title: words.resetTitle,
    familyId,
    content: (
      <section class="card">
        <h1>{words.resetTitle}</h1>
        <p>
          <Sentence text={words.resetLead} name={name} />
        </p>
        <p class="slip">
          <span class="code">{code}</span>
        </p>
        <p>
          {fillIn(words.resetTimes, {
            from: formatMoment(works_from, timeZone),
            until: formatMoment(expires_at, timeZone),
          })}
        </p>
        <p>
          <a href={`/f/${familyId}/members/${accountId}`}>{WORDS.back}</a>
        </p>
      </section>
    ),
  };
}
