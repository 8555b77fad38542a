import { CONTRACT } from "../../shared/contract/mod.ts";
import { mayChangeFamily } from "../families/rules.ts";
import { Problem } from "../http/problem.ts";
import { Checkbox } from "./choices.tsx";
import { EraseJournal } from "./erase_journal.tsx";
import { Field, PostForm } from "./form.tsx";
import { getOwnFamily } from "./own_family.ts";
import {
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { Sentence } from "./sentence.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { WORDS } from "./words.ts";

const { name: NAME } = CONTRACT.updateFamily.body.schema.properties;

/** `GET /f/{family}/settings` */
export function showSettings(web: WebDeps, request: SignedInRequest): PageResult {
  return showSettingsPage(web, request, freshForm());
}

/** `POST /f/{family}/settings/name` */
export async function submitRenameFamily(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  return await submit(web, request, {
    act: async () => {
      const { name = "" } = request.form;
      await request.callOnce("updateFamily", { params: { family_id }, body: { name } });
    },
    refuse: (state) => showSettingsPage(web, request, state),
    done: redirectTo(`/f/${family_id}`),
  });
}

/** `POST /f/{family}/export`: everything as a file. A form, since the family's log notes it. */
export async function submitExportFamily(
  _web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const { fileName, body } = await request.call("exportFamily", { params: { family_id } });
  return { kind: "file", mediaType: "application/zip", fileName, body };
}

/** `GET /f/{family}/leave`: asks once more, and what is to stay. */
export async function askToLeave(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  return await showLeavePage(web, request, freshForm());
}

/** `POST /f/{family}/leave` */
export async function submitLeaveFamily(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id } = getOwnFamily(request);
  const { form, profile, callOnce } = request;
  const params = { family_id, account_id: profile.id };
  return await submit(web, request, {
    act: async () => {
      const forget = form.forget !== undefined;
      const journal = form.erase_journal === undefined ? "keep" : "erase";
      await callOnce("removeMember", { params, body: { forget, journal } });
    },
    refuse: (state) => showLeavePage(web, request, state),
    done: redirectTo("/"),
  });
}

/** `GET /f/{family}/delete`: asks once more. */
export function askToDeleteFamily(web: WebDeps, request: SignedInRequest): PageResult {
  if (!mayChangeFamily(getOwnFamily(request).role)) throw new Problem("forbidden");
  return showDeletePage(web, request, freshForm());
}

/** `POST /f/{family}/delete`: the family's name has to be typed, since nothing brings it back. */
export async function submitDeleteFamily(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { id: family_id, name } = getOwnFamily(request);
  const { form, callOnce } = request;
  if (form.name?.trim() !== name) {
    const message = WORDS.settings.deleteWrongName;
    const errors = [{ field: "name", code: "invalid", message }];
    return showDeletePage(web, request, { values: form, errors, status: 422 });
  }
  return await submit(web, request, {
    act: async () => {
      await callOnce("deleteFamily", { params: { family_id } });
    },
    refuse: (state) => showDeletePage(web, request, state),
    done: redirectTo("/"),
  });
}

function showSettingsPage(web: WebDeps, request: SignedInRequest, state: FormState): ShownPage {
  const family = getOwnFamily(request);
  const path = `/f/${family.id}`;
  const { settings: words, fields } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    familyId: family.id,
    content: (
      <>
        <h1>{words.title}</h1>
        {mayChangeFamily(family.role) && (
          <section class="card">
            <PostForm
              web={web}
              action={`${path}/settings/name`}
              submit={words.rename}
              state={state}
            >
              <Field
                state={state}
                name="name"
                label={fields.familyName}
                schema={NAME}
                autocomplete="off"
                value={family.name}
              />
            </PostForm>
          </section>
        )}
        <section class="card">
          <h2>{words.export}</h2>
          <p>{words.exportLead}</p>
          <PostForm web={web} action={`${path}/export`} submit={words.exportSubmit} isSecond />
        </section>
        <ul class="ways">
          <li>
            <a href={`${path}/feeds`}>{words.feeds}</a>
          </li>
          <li>
            <a href={`${path}/log`}>{words.log}</a>
          </li>
          <li>
            <a href="/f">{words.families}</a>
          </li>
          <li>
            <a href={`${path}/leave`}>{words.leave}</a>
          </li>
          {mayChangeFamily(family.role) && (
            <li>
              <a href={`${path}/delete`}>{words.delete}</a>
            </li>
          )}
        </ul>
      </>
    ),
  };
}

async function showLeavePage(
  web: WebDeps,
  request: SignedInRequest,
  state: FormState,
): Promise<ShownPage> {
  const { id, name } = getOwnFamily(request);
  const written = await request.call("getOwnJournal", { query: { family_id: id } });
  const { settings: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.leave,
    familyId: id,
    content: (
      <section class="card">
        <h1>
          <Sentence text={words.leaveTitle} name={name} />
        </h1>
        <p>{words.leaveLead}</p>
        <PostForm
          web={web}
          action={request.path}
          submit={words.leaveSubmit}
          state={state}
          isDangerous
        >
          <Checkbox state={state} name="forget" label={words.forget} />
          <EraseJournal {...{ state, written }} />
        </PostForm>
        <p>
          <a href={`/f/${id}/settings`}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}

function showDeletePage(web: WebDeps, request: SignedInRequest, state: FormState): ShownPage {
  const { id, name } = getOwnFamily(request);
  const { settings: words } = WORDS;
  return {
    kind: "page",
    status: state.status,
    title: words.delete,
    familyId: id,
    content: (
      <section class="card">
        <h1>
          <Sentence text={words.deleteTitle} name={name} />
        </h1>
        <p>{words.deleteLead}</p>
        <PostForm
          web={web}
          action={request.path}
          submit={words.deleteSubmit}
          state={state}
          isDangerous
        >
          <Field
            state={state}
            name="name"
            label={words.deleteName}
            schema={NAME}
            autocomplete="off"
          />
        </PostForm>
        <p>
          <a href={`/f/${id}/settings`}>{WORDS.cancel}</a>
        </p>
      </section>
    ),
  };
}
