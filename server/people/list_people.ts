import type { Reply } from "../../shared/contract/mod.ts";
import { BIRTHDAY_DAYS, type Occasion, type Person } from "../../shared/contract/people.ts";
import { getOwnRole } from "../auth/memberships.ts";
import { getPeopleStamp } from "../families/people_stamp.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { dayIn } from "./days.ts";
import type { PeopleDeps } from "./deps.ts";
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
  { db, peopleCache }: PeopleDeps,
  { caller, params: { family_id: familyId }, query }: CheckedRequest<"listPeople">,
): Promise<Page<Person>> {
  const stamp = await getPeopleStamp(db, familyId, caller);
  const { limit, cursor } = query;
  return await peopleCache.get(`people ${familyId} ${stamp} ${limit} ${cursor}`, async () => {
    const { items, next } = await listPageOfPeople(db, familyId, query);
    const json = JSON.stringify(items);
    return { value: keepAsJson<Person>(json, next), size: json.length };
  });
}

/** A page of which only the JSON is kept in memory; requests need nothing else. */
function keepAsJson<T>(json: string, next: string | undefined): Page<T> {
  return {
    get items(): T[] {
      return JSON.parse(json);
    },
    next,
    json,
  };
}

/** One person of a family. */
export async function getPerson(
  { db }: Deps,
  { caller, params }: CheckedRequest<"getPerson">,
): Promise<Reply<"getPerson">> {
  await getOwnRole(db, params.family_id, caller);
  return toPerson(await getPersonRow(db, params.family_id, params.person_id));
}

/** The next birthdays and memorials of a family, from the day of the request. */
export async function listBirthdays(
  { db, now, config, peopleCache }: PeopleDeps,
  { caller, params: { family_id: familyId }, query }: CheckedRequest<"listBirthdays">,
): Promise<Reply<"listBirthdays">> {
  const { from = dayIn(config.timeZone, now()), days = BIRTHDAY_DAYS.usual } = query;
  const stamp = await getPeopleStamp(db, familyId, caller);
  return await peopleCache.get(`birthdays ${familyId} ${stamp} ${from} ${days}`, async () => {
    const people = (await listAllPeople(db, familyId)).map(toListedPerson);
    const value = people.flatMap((person) => describeOccasions(person, { from, days }))
      .sort((a, b) => a.on < b.on ? -1 : Number(a.on > b.on)); // by name on the same day
    return { value, size: OCCASION_SIZE * (1 + value.length) };
  });
}

/** Characters that an occasion takes, roughly. */
const OCCASION_SIZE = 200;

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
