import type { Role } from "../../shared/contract/fields.ts";
import { MAX_MEMBERS, type Member } from "../../shared/contract/members.ts";
import { type Action, mayChangeRole, mayRemove, mayReset } from "../families/rules.ts";
import { Problem } from "../http/problem.ts";
import { Select } from "./choices.tsx";
import { formatDay } from "./dates.ts";
import { PostForm } from "./form.tsx";
import { getOwnFamily, getPathId } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { PasswordAgain } from "./password_again.tsx";
import { Portrait } from "./portrait.tsx";
import { Sentence } from "./sentence.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

/** `GET /f/{family}/members/{account}`: what one may do about a member. */
export async function showMember(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  return await showMemberPage(web, request, freshForm());
}

/** `POST /f/{family}/members/{account}/role` */
export async function submitSetRole(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { form, callOnce, confirmPassword } = request;
  const params = readMemberParams(request);
  return await submit(web, request, {
    act: async () => {
      if (form.password) await confirmPassword(form.password);
      const role = form.role as Role; // checked as the body of the endpoint
      await callOnce("setMemberRole", { params, body: { role } });
    },
    refuse: (state) => showMemberPage(web, request, state),
    done: redirectTo(`/f/${params.family_id}/members/${params.account_id}`),
  });
}

/** `GET /f/{family}/members/{account}/remove`: asks once more. */
export async function askToRemoveMember(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  return await showRemovePage(web, request, freshForm());
}

/** `POST /f/{family}/members/{account}/remove` */
export async function submitRemoveMember(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const params = readMemberParams(request);
  return await submit(web, request, {
    act: async () => {
      await request.callOnce("removeMember", { params, body: {} });
    },
    refuse: (state) => showRemovePage(web, request, state),
    done: redirectTo(`/f/${params.family_id}`),
  });
}

async function showRemovePage(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const member = await fetchMember(request);
  if (!mayRemove(toAction(request, member))) throw new Problem("forbidden");
  const { family_id } = readMemberParams(request);
  const { member: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.removeSubmit,
    familyId: family_id,
    content: (
      <section class="card">
        <h1>
          <Sentence text={words.remove} name={member.name} />
        </h1>
        <p>{words.removeLead}</p>
        <PostForm
          web={web}
          action={request.path}
          submit={words.removeSubmit}
          state={state}
          isDangerous
        />
        <p>
          <a href={`/f/${family_id}/members/${member.id}`}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}

function readMemberParams(request: SignedInRequest) {
  return { family_id: getOwnFamily(request).id, account_id: getPathId(request, "account_id") };
}

/** The member in the path of a page, or of another id. */
export async function fetchMember(
  request: SignedInRequest,
  id: string = getPathId(request, "account_id"),
): Promise<Member> {
  const { items } = await request.call("listMembers", {
    params: { family_id: getOwnFamily(request).id },
    query: { limit: MAX_MEMBERS },
  });
  const member = items.find((one) => one.id === id);
  if (!member) throw new Problem("not_found");
  return member;
}

/** What somebody who looks at a member would act on, for the rules that say who may. */
export function toAction(request: SignedInRequest, { id, role }: Member): Action {
  const { role: actor } = getOwnFamily(request);
  return { actor, target: role, isSelf: id === request.profile.id };
}

async function showMemberPage(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const family = getOwnFamily(request);
  const member = await fetchMember(request);
  const path = `/f/${family.id}/members/${member.id}`;
  const action = toAction(request, member);
  const { member: words, roleNames } = WORDS;
  const roles = Object.fromEntries(
    Object.entries(roleNames).filter(([role]) => mayChangeRole(action, role as Role)),
  );
  return {
    kind: "page",
    status: state.status,
    title: member.name,
    familyId: family.id,
    content: (
      <>
        <section class="card">
          <div class="title">
            <Portrait name={member.name} id={member.id} isLarge />
            <h1 dir="auto">{member.name}</h1>
          </div>
          <dl class="facts">
            <dt>{words.role}</dt>
            <dd>
              {roleNames[member.role]}
              {member.disabled && ` · ${WORDS.accountDisabled}`}
            </dd>
            <dt>{words.email}</dt>
            <dd>{member.email}</dd>
            <dt>{words.since}</dt>
            <dd>{formatDay(member.joined_at, web.auth.config.timeZone)}</dd>
          </dl>
        </section>
        {Object.keys(roles).length > 1 && (
          <section class="card">
            <h2>{words.changeRole}</h2>
            <p class="quiet">{words.roleLead}</p>
            <PostForm
              web={web}
              action={`${path}/role`}
              submit={words.changeRoleSubmit}
              state={state}
            >
              <Select
                state={state}
                name="role"
                label={words.role}
                options={roles}
                value={member.role}
              />
              <PasswordAgain {...{ web, request, state }} hint={words.passwordHint} />
            </PostForm>
          </section>
        )}
        <ul class="ways">
          {mayReset(action) && (
            <li>
              <a href={`${path}/reset`}>{words.reset}</a>
            </li>
          )}
          {mayRemove(action) && !action.isSelf && (
            <li>
              <a href={`${path}/remove`}>{words.removeSubmit}</a>
            </li>
          )}
        </ul>
      </>
    ),
  };
}
