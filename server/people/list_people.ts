import type { Reply } from "../../shared/contract/mod.ts";
import { BIRTHDAY_DAYS, type Occasion, type Person } from "../../shared/contract/people.ts";
import { getOwnRole } from "../auth/memberships.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { dayIn } from "./days.ts";
import { type DayRange, listOccasions } from "./occasions.ts";
import {
  getPersonRow,
  listAllPeople,
  listPageOfPeople,
  toListedPerson,
  toPerson,
} from "./people.ts";
import type { ListedPerson } from "./write_people_csv.ts";

/** The people of a family, by name. */
export async function listPeople(
  { db }: Deps,
  { caller, params, query }: CheckedRequest<"listPeople">,
): Promise<Page<Person>> {
  await getOwnRole(db, params.family_id, caller);
  return await listPageOfPeople(db, params.family_id, query);
}

/** One person of a family. */
export async function getPerson(
  { db }: Deps,
  { caller, params }: CheckedRequest<"getPerson">,
): Promise<Reply<"getPerson">> {
  await getOwnRole(db, params.family_id, caller);
  return toPerson(await getPersonRow(db, params.family_id, params.person_id));
}

/** The next birthdays and memorials of a family. Who asks says what day it is where they are. */
export async function listBirthdays(
  { db, now, config }: Deps,
  { caller, params, query }: CheckedRequest<"listBirthdays">,
): Promise<Reply<"listBirthdays">> {
  const { from = dayIn(config.timeZone, now()), days = BIRTHDAY_DAYS.usual } = query;
  await getOwnRole(db, params.family_id, caller);
  const people = (await listAllPeople(db, params.family_id)).map(toListedPerson);
  return people.flatMap((person) => describeOccasions(person, { from, days }))
    .sort((a, b) => a.on < b.on ? -1 : Number(a.on > b.on)); // by name on the same day
}

function describeOccasions(person: ListedPerson, range: DayRange): Occasion[] {
  const { id: person_id, name } = person;
  return listOccasions(person, range).map(({ kind, on, age }) => ({
    person_id,
    name,
    kind,
    on,
    age,
  }));
}
