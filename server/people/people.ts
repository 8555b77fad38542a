import type { PageQuery } from "../../shared/contract/fields.ts";
import type { Insertable, Selectable, Transaction } from "kysely";
import type { Person } from "../../shared/contract/people.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { System } from "../config/system.ts";
import { stampPeople } from "../families/people_stamp.ts";
import type { PeopleTable, Tables } from "../database/tables.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { formatDateParts } from "./date_parts.ts";
import type { ListedPerson } from "./write_people_csv.ts";

/** A person as stored. */
type PersonRow = Selectable<PeopleTable>;

/** The people of a family by name, a page at a time. */
export async function listPageOfPeople(
  db: Db,
  familyId: string,
  query: PageQuery,
): Promise<Page<Person>> {
  const after = readCursor(query, 2);
  const count = rowsToFetch(query);
  const rows = after
    ? await listPeopleAfter(db, familyId, count, after[0]!, after[1]!)
    : await listFirstPeople(db, familyId, count);
  const { items, next } = cutPage(rows, query, ({ name_key, id }) => [name_key, id]);
  return { items: items.map(toPerson), next };
}

const listFirstPeople = preparedQuery(selectFirstPeople);

const listPeopleAfter = preparedQuery(
  (db, familyId: string, count: number, nameKey: string, id: string) =>
    selectFirstPeople(db, familyId, count).where(({ eb, refTuple, tuple }) =>
      eb(refTuple("name_key", "id"), ">", tuple(nameKey, id))
    ),
);

function selectFirstPeople(db: Db, familyId: string, count: number) {
  return selectPeople(db, familyId).limit(count);
}

/** All people of a family by name; there are at most a thousand, and their members. */
export const listAllPeople = preparedQuery(selectPeople);

function selectPeople(db: Db, familyId: string) {
  return db.selectFrom("people").selectAll().where("family_id", "=", familyId)
    .orderBy("name_key").orderBy("id");
}

/** A person of a family; throws `not_found` if there is none. */
export async function getPersonRow(db: Db, familyId: string, id: string): Promise<PersonRow> {
  const row = await db.selectFrom("people").selectAll().where("family_id", "=", familyId)
    .where("id", "=", id).executeTakeFirst();
  if (!row) throw new Problem("not_found");
  return row;
}

/** Whether a family has at least so many people. */
export async function hasPeople(db: Db, familyId: string, count: number): Promise<boolean> {
  const row = await db.selectFrom("people").select("id").where("family_id", "=", familyId)
    .orderBy("name_key").orderBy("id").limit(1).offset(count - 1).executeTakeFirst();
  return row !== undefined;
}

/** Adds a person. */
export async function insertPerson(
  system: System,
  tx: Transaction<Tables>,
  row: Insertable<PeopleTable>,
): Promise<void> {
  await stampPeople(system, tx, row.family_id);
  await tx.insertInto("people").values(row).execute();
}

/** Changes some columns of a person. */
export async function updatePersonRow(
  system: System,
  tx: Transaction<Tables>,
  { id, family_id, ...changed }: PersonRow,
): Promise<void> {
  await stampPeople(system, tx, family_id);
  await tx.updateTable("people").set(changed).where("id", "=", id).execute();
}

/** Erases a person. */
export async function deletePersonRow(
  system: System,
  tx: Transaction<Tables>,
  { id, family_id }: Pick<PersonRow, "id" | "family_id">,
): Promise<void> {
  await stampPeople(system, tx, family_id);
  await tx.deleteFrom("people").where("id", "=", id).execute();
}

/** A person as the API shows them. */
export function toPerson(row: Omit<PersonRow, "former_account_id">): Person {
  const { birth, death } = readDates(row);
  return {
    id: row.id,
    account_id: row.account_id,
    name: row.name,
    family_name: row.family_name,
    birthday: formatDateParts(birth),
    deceased: row.deceased === 1,
    died: formatDateParts(death),
    phone: row.phone,
    email: row.email,
    address: row.address,
    note: row.note,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** A person for calendars and address books. */
export function toListedPerson(row: PersonRow): ListedPerson {
  return {
    id: row.id,
    name: row.name,
    familyName: row.family_name,
    ...readDates(row),
    isDeceased: row.deceased === 1,
    phone: row.phone,
    email: row.email,
    address: row.address,
    note: row.note,
    updatedAt: row.updated_at,
  };
}

function readDates(row: Omit<PersonRow, "former_account_id">) {
  return {
    birth: { year: row.birth_year, month: row.birth_month, day: row.birth_day },
    death: { year: row.death_year, month: row.death_month, day: row.death_day },
  };
}
