import { CONTRACT } from "../../shared/contract/mod.ts";
import { mayCreateFamily } from "../families/rules.ts";
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

const { name: NAME } = CONTRACT.createFamily.body.schema.properties;

/** `GET /f`: the families to choose from. */
export function showFamilies(web: WebDeps, request: SignedInRequest): PageResult {
  return showFamilyList(web, request, freshForm());
}

/** `POST /f`: starts another family. */
export async function submitCreateFamily(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form: { name = "" }, callOnce } = request;
  return await submit(web, request, {
    act: async () => {
      const { id } = await callOnce("createFamily", { body: { name } });
      return redirectTo(`/f/${id}`);
    },
    refuse: (state) => showFamilyList(web, request, state),
    done: redirectTo("/f"),
  });
}

function showFamilyList(
  web: WebDeps,
  { profile: { families } }: SignedInRequest,
  state: FormState,
): ShownPage {
  const { families: words, family: { roles }, fields } = WORDS;
  const { newFamilies } = web.auth.config;
  const mayCreate = mayCreateFamily(newFamilies, { isMember: families.length > 0 });
  return {
    kind: "page",
    status: state.status,
    title: words.title,
    content: (
      <>
        <h1>{words.title}</h1>
        {families.length === 0 && <p class="lead">{mayCreate ? words.none : words.noneToJoin}</p>}
        <ul class="cards">
          {families.map(({ id, name, role }) => (
            <li>
              <a class="card link" href={`/f/${id}`}>
                <strong dir="auto">{name}</strong> <span class="quiet">{roles[role]}</span>
              </a>
            </li>
          ))}
        </ul>
        <section class="card">
          <h2>{words.create}</h2>
          {mayCreate
            ? (
              <PostForm web={web} action="/f" submit={words.createSubmit} state={state}>
                <Field
                  state={state}
                  name="name"
                  label={fields.familyName}
                  schema={NAME}
                  hint={words.nameHint}
                  autocomplete="off"
                />
              </PostForm>
            )
            : <p>{newFamilies === "members" ? words.membersOnly : words.hostOnly}</p>}
          <p>
            <a href="/join">{words.join}</a>
          </p>
        </section>
      </>
    ),
  };
}
