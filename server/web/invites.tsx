import type { Role } from "../../shared/contract/fields.ts";
import { type Invite, INVITE_DAYS, type NewInvite } from "../../shared/contract/invites.ts";
import { formatInviteLink } from "../../shared/invite_link.ts";
import { CONTRACT } from "../../shared/contract/mod.ts";
import { mayInvite, mayInviteAs } from "../families/rules.ts";
import { isId } from "../database/ids.ts";
import { Problem } from "../http/problem.ts";
import { Select } from "./choices.tsx";
import { formatDay } from "./dates.ts";
import { Field, PostForm } from "./form.tsx";
import { MoreLink } from "./more_link.tsx";
import { getOwnFamily, getPathId } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { PasswordAgain } from "./password_again.tsx";
import { showProblemPage } from "./problem_page.tsx";
import { SecretLink } from "./secret_link.tsx";
import { Sentence } from "./sentence.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

const FIELDS = CONTRACT.createInvite.body.schema.properties;

/** `GET /f/{family}/invites` */
export async function showInvites(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  return await showInviteList(web, request, freshForm());
}

/** `POST /f/{family}/invites` */
export async function submitCreateInvite(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id, name: family } = getOwnFamily(request);
  const { form, callOnce, confirmPassword } = request;
  return await submit(web, request, {
    act: async () => {
      if (form.password) await confirmPassword(form.password);
      const invite = await callOnce("createInvite", {
        params: { family_id },
        body: {
          role: form.role as Role, // checked with the rest of the body
          expires_in_days: Number(form.expires_in_days),
          ...form.note && { note: form.note },
          ...form.person ? { person: form.person } : { max_uses: Number(form.max_uses) },
        },
      });
      return showNewInvite(web, { invite, family, familyId: family_id });
    },
    refuse: (state) => showInviteList(web, request, state),
    done: redirectTo(`/f/${family_id}/invites`),
  });
}

/** `POST /f/{family}/invites/{invite}/revoke` */
export async function submitRevokeInvite(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const invite_id = getPathId(request, "invite_id");
  return await submit(web, request, {
    act: async () => {
      await request.callOnce("revokeInvite", { params: { family_id, invite_id } });
    },
    refuse: (state) => showProblemPage(state, family_id),
    done: redirectTo(`/f/${family_id}/invites`),
  });
}

interface MadeInvite {
  readonly invite: NewInvite;
  readonly family: string;
  readonly familyId: string;
}

function showNewInvite(web: WebDeps, { invite, family, familyId }: MadeInvite): ShownPage {
  const { invites: words } = WORDS;
  const url = formatInviteLink(web.publicUrl, invite.code);
  return {
    kind: "page",
    title: words.madeTitle,
    familyId,
    script: "share",
    content: (
      <section class="card">
        <h1>{words.madeTitle}</h1>
        <p>{words.madeLead}</p>
        <SecretLink url={url} title={fillIn(words.shareTitle, { family })} hasPicture />
        <p>{fillIn(words.code, { url: web.publicUrl })}</p>
        <p class="slip">
          <span class="code">{invite.code}</span>
        </p>
        <p class="quiet">
          {fillIn(words.validUntil, {
            date: formatDay(invite.expires_at, web.auth.config.timeZone),
          })}
        </p>
        <p>
          <a href={`/f/${familyId}/invites`}>{WORDS.back}</a>
        </p>
      </section>
    ),
  };
}

async function showInviteList(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const family = getOwnFamily(request);
  if (!mayInvite(family.role)) throw new Problem("forbidden");
  const cursor = request.query.get("after") ?? undefined;
  const { items, next } = await request.call("listInvites", {
    params: { family_id: family.id },
    query: cursor === undefined ? {} : { cursor },
  });
  const { invites: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    familyId: family.id,
    content: (
      <>
        <h1>{words.title}</h1>
        <InviteForm {...{ web, request, state }} person={await findPerson(request, state)} />
        {items.length > 0 && (
          <section>
            <h2>{words.open}</h2>
            <ul class="list">
              {items.map((invite) => <InviteEntry {...{ web, invite }} familyId={family.id} />)}
            </ul>
            <MoreLink path={request.path} next={next} />
          </section>
        )}
      </>
    ),
  };
}

/** The person that the joining account becomes. */
async function findPerson({ query, call, params }: SignedInRequest, { values }: FormState) {
  const person_id = values.person ?? query.get("person");
  if (!person_id || !isId(person_id)) return undefined;
  return await call("getPerson", { params: { family_id: params.family_id!, person_id } });
}

interface InviteFormProps {
  readonly web: WebDeps;
  readonly request: SignedInRequest;
  readonly state: FormState;
  readonly person: { readonly id: string; readonly name: string } | undefined;
}

function InviteForm({ web, request, state, person }: InviteFormProps) {
  const { role: ownRole } = getOwnFamily(request);
  const { invites: words, roleNames } = WORDS;
  const roles = Object.fromEntries(
    Object.entries(roleNames).filter(([role]) => mayInviteAs(ownRole, role as Role)),
  );
  return (
    <section class="card">
      <h2>
        {person ? <Sentence text={words.createFor} name={person.name} /> : words.create}
      </h2>
      <PostForm
        web={web}
        action={request.path}
        submit={words.createSubmit}
        state={state}
        hidden={person ? { person: person.id } : {}}
      >
        {!person && (
          <Field
            state={state}
            name="note"
            label={words.note}
            schema={FIELDS.note}
            hint={words.noteHint}
            autocomplete="off"
            isOptional
          />
        )}
        <details open={state.errors.length > 0 || state.sentence !== undefined}>
          <summary>{words.more}</summary>
          <Select state={state} name="role" label={words.role} options={roles} value="member" />
          <Select
            state={state}
            name="expires_in_days"
            label={words.expires}
            options={words.days}
            value={String(INVITE_DAYS.usual)}
          />
          {!person && (
            <Select
              state={state}
              name="max_uses"
              label={words.uses}
              options={words.people}
              value="1"
            />
          )}
          <PasswordAgain {...{ web, request, state }} hint={words.passwordHint} />
        </details>
      </PostForm>
    </section>
  );
}

interface InviteEntryProps {
  readonly web: WebDeps;
  readonly invite: Invite;
  readonly familyId: string;
}

function InviteEntry({ web, invite, familyId }: InviteEntryProps) {
  const { id, role, note, used, max_uses, person, created_by, expires_at } = invite;
  const { invites: words, roleNames } = WORDS;
  const date = formatDay(expires_at, web.auth.config.timeZone);
  const facts = [
    roleNames[role],
    fillIn(words.used, { used, most: max_uses }),
    fillIn(words.until, { date }),
  ];
  return (
    <li>
      <strong dir="auto">{person?.name ?? note ?? words.noNote}</strong>
      <p class="quiet">
        {facts.join(" · ")}
        {created_by && (
          <>
            {" · "}
            <Sentence text={words.by} name={created_by.name} />
          </>
        )}
      </p>
      <PostForm
        web={web}
        action={`/f/${familyId}/invites/${id}/revoke`}
        submit={words.revoke}
        isDangerous
      />
    </li>
  );
}
