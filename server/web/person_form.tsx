import { CONTRACT } from "../../shared/contract/mod.ts";
import type { Person } from "../../shared/contract/people.ts";
import { Checkbox } from "./choices.tsx";
import { DateField, readDate, splitDate } from "./date_field.tsx";
import { Field, PostForm } from "./form.tsx";
import { getOwnFamily } from "./own_family.ts";
import {
  type FormFields,
  type PageResult,
  redirectTo,
  type ShownPage,
  type SignedInRequest,
  type WebDeps,
} from "./page.ts";
import { getPathPerson } from "./person.tsx";
import { type FormState, freshForm, submit } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

const FIELDS = CONTRACT.createPerson.body.schema.properties;

/** `GET /f/{family}/people/new` */
export function showNewPerson(web: WebDeps, request: SignedInRequest): PageResult {
  return showPersonForm(web, request, { state: freshForm() });
}

/** `POST /f/{family}/people/new` */
export async function submitAddPerson(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const { form, callOnce } = request;
  const { id: family_id } = getOwnFamily(request);
  return await submit(web, request, {
    act: async () => {
      const { name = "", ...known } = readPerson(form);
      const body = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
      const { id } = await callOnce("createPerson", {
        params: { family_id },
        body: { ...body, name },
      });
      return redirectTo(`/f/${family_id}/people/${id}`);
    },
    refuse: (state) => showPersonForm(web, request, { state }),
    done: redirectTo(`/f/${family_id}/people`),
  });
}

/** `GET /f/{family}/people/{person}/edit` */
export async function showEditPerson(web: WebDeps, request: SignedInRequest): Promise<PageResult> {
  const person = await getPathPerson(request);
  return showPersonForm(web, request, { state: freshForm(describePerson(person)), person });
}

/** `POST /f/{family}/people/{person}/edit` */
export async function submitEditPerson(
  web: WebDeps,
  request: SignedInRequest,
): Promise<PageResult> {
  const { form, callOnce } = request;
  const { id: family_id } = getOwnFamily(request);
  const person = await getPathPerson(request);
  return await submit(web, request, {
    act: async () => {
      const params = { family_id, person_id: person.id };
      await callOnce("updatePerson", { params, body: readPerson(form) });
    },
    refuse: (state) => showPersonForm(web, request, { state, person }),
    done: redirectTo(`/f/${family_id}/people/${person.id}`),
  });
}

/** What a form says of a person; an empty field says that nothing is known. */
function readPerson(form: FormFields) {
  const read = (name: string) => form[name] === undefined || form[name] === "" ? null : form[name];
  const died = readDate(form, "died");
  return {
    name: form.name ?? "",
    family_name: read("family_name"),
    birthday: readDate(form, "birthday"),
    deceased: form.deceased !== undefined || died !== null,
    died,
    phone: read("phone"),
    email: read("email"),
    address: read("address"),
    note: read("note"),
  };
}

function describePerson(person: Person): FormFields {
  const { name, family_name, birthday, deceased, died, phone, email, address, note } = person;
  return {
    name,
    family_name: family_name ?? "",
    ...splitDate("birthday", birthday),
    ...deceased && { deceased: "yes" },
    ...splitDate("died", died),
    phone: phone ?? "",
    email: email ?? "",
    address: address ?? "",
    note: note ?? "",
  };
}

function showPersonForm(
  web: WebDeps,
  request: SignedInRequest,
  { state, person }: { readonly state: FormState; readonly person?: Person },
): ShownPage {
  const family = getOwnFamily(request);
  const { person: words } = WORDS;
  const title = person ? fillIn(words.editTitle, { name: person.name }) : words.addTitle;
  const isLifeOver = person?.deceased || state.values.deceased !== undefined;
  const text = { state, isOptional: true } as const;
  return {
    kind: "page",
    status: state.status,
    title,
    familyId: family.id,
    content: (
      <section class="card">
        <h1 dir="auto">{title}</h1>
        <PostForm web={web} action={request.path} submit={words.save} state={state}>
          <Field
            state={state}
            name="name"
            label={words.name}
            schema={FIELDS.name}
            hint={words.nameHint}
            autocomplete="off"
          />
          <DateField
            state={state}
            name="birthday"
            label={words.birthday}
            hint={words.birthdayHint}
          />
          <Field
            {...text}
            name="phone"
            label={words.phone}
            schema={FIELDS.phone}
            type="tel"
            autocomplete="off"
          />
          <Field
            {...text}
            name="email"
            label={words.email}
            schema={FIELDS.email}
            type="email"
            autocomplete="off"
          />
          <Field
            {...text}
            name="address"
            label={words.address}
            schema={FIELDS.address}
            isLong
            autocomplete="off"
          />
          <Field {...text} name="note" label={words.note} schema={FIELDS.note} autocomplete="off" />
          <details open={isLifeOver || state.errors.some(({ field }) => HIDDEN.includes(field))}>
            <summary>{words.moreFields}</summary>
            <Field
              {...text}
              name="family_name"
              label={words.familyName}
              schema={FIELDS.family_name}
              hint={words.familyNameHint}
              autocomplete="off"
            />
            <Checkbox state={state} name="deceased" label={words.deceased} />
            <DateField state={state} name="died" label={words.died} />
          </details>
        </PostForm>
        <p>
          <a href={person ? `/f/${family.id}/people/${person.id}` : `/f/${family.id}/people`}>
            {WORDS.cancel}
          </a>
        </p>
      </section>
    ),
  };
}

/** Fields that stand behind "More". */
const HIDDEN = ["family_name", "deceased", "died"];
