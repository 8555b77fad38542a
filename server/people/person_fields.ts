import type { Body } from "../../shared/contract/mod.ts";
import type { PeopleTable } from "../database/tables.ts";
import { nameKey } from "../families/name_key.ts";
import { refuseErrors } from "../http/check_fields.ts";
import { latestDay } from "./days.ts";
import { type DateParts, parseDateParts } from "./date_parts.ts";
import { listLifeErrors } from "./rules.ts";

/** The stored fields of a person that people edit. */
type PersonFields = Omit<
  PeopleTable,
  | "id"
  | "family_id"
  | "account_id"
  | "created_by"
  | "created_at"
  | "updated_at"
  | "former_account_id"
>;

/** The fields of a person of whom only the name is known. */
export const EMPTY_PERSON: Omit<PersonFields, "name" | "name_key"> = {
  family_name: null,
  birth_year: null,
  birth_month: null,
  birth_day: null,
  deceased: 0,
  death_year: null,
  death_month: null,
  death_day: null,
  phone: null,
  email: null,
  address: null,
  note: null,
};

/** The columns of the API's fields. */
const COLUMNS = {
  name: ["name"],
  family_name: ["family_name"],
  birthday: ["birth_year", "birth_month", "birth_day"],
  deceased: ["deceased"],
  died: ["death_year", "death_month", "death_day"],
  phone: ["phone"],
  email: ["email"],
  address: ["address"],
  note: ["note"],
} as const satisfies Record<string, readonly (keyof PersonFields)[]>;

/**
 * The fields of a person after a change. Throws `invalid_fields` for a birth or death in the
 * future, or a death before birth.
 */
export function changeFields(
  known: PersonFields,
  body: Body<"updatePerson">,
  now: Date,
): PersonFields {
  const { name = known.name, birthday, deceased, died, ...contact } = body;
  const birth = readDate(birthday, {
    year: known.birth_year,
    month: known.birth_month,
    day: known.birth_day,
  });
  // A living person has no day of death.
  const death = readDate(deceased === false && died === undefined ? null : died, {
    year: known.death_year,
    month: known.death_month,
    day: known.death_day,
  });
  const isDeceased = deceased ?? (typeof died === "string" || known.deceased === 1);
  refuseErrors(listLifeErrors({ birth, isDeceased, death }, latestDay(now)));
  return {
    ...known,
    ...contact,
    name,
    name_key: nameKey(name),
    birth_year: birth.year,
    birth_month: birth.month,
    birth_day: birth.day,
    deceased: isDeceased ? 1 : 0,
    death_year: death.year,
    death_month: death.month,
    death_day: death.day,
  };
}

/** A date in a change: left out, cleared, or new. */
function readDate(said: string | null | undefined, known: DateParts): DateParts {
  if (said === undefined) return known;
  return said === null ? { year: null, month: null, day: null } : parseDateParts(said);
}

/** The names of the fields that differ between two states of a person. */
export function listChangedFields(before: PersonFields, after: PersonFields): string[] {
  return Object.entries(COLUMNS)
    .filter(([, columns]) => columns.some((column) => before[column] !== after[column]))
    .map(([field]) => field);
}
