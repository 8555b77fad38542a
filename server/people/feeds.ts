import type { Insertable } from "kysely";
import type { Feed } from "../../shared/contract/feeds.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { FeedsTable } from "../database/tables.ts";
import { toRef } from "../families/to_ref.ts";
import type { CalendarPerson } from "./write_calendar.ts";

/** The feeds of a family, or of one account in it, newest first. */
export async function listFeedsOf(
  db: Db,
  familyId: string,
  accountId: string | undefined,
): Promise<Feed[]> {
  let query = db.selectFrom("feeds").innerJoin("accounts", "accounts.id", "feeds.account_id")
    .select([
      "feeds.id",
      "feeds.name",
      "feeds.account_id",
      "accounts.name as account_name",
      "feeds.created_at",
      "feeds.last_used_at",
    ])
    .where("feeds.family_id", "=", familyId);
  if (accountId !== undefined) query = query.where("feeds.account_id", "=", accountId);
  const rows = await query.orderBy("feeds.id", "desc").execute();
  return rows.map(({ account_id, account_name, ...feed }) => ({
    ...feed,
    account: toRef(account_id, account_name),
  }));
}

/** A feed of a family; `undefined` if there is none. */
export async function findFeed(db: Db, familyId: string, id: string) {
  return await db.selectFrom("feeds").select(["id", "name", "account_id"])
    .where("family_id", "=", familyId).where("id", "=", id).executeTakeFirst();
}

/** Adds a feed. */
export async function insertFeed(db: Db, row: Insertable<FeedsTable>): Promise<void> {
  await db.insertInto("feeds").values(row).execute();
}

/** Revokes a feed. */
export async function deleteFeedRow(db: Db, id: string): Promise<void> {
  await db.deleteFrom("feeds").where("id", "=", id).execute();
}

/** Notes when a feed was last read. */
export async function updateFeedUse(db: Db, id: string, last_used_at: string): Promise<void> {
  await db.updateTable("feeds").set({ last_used_at }).where("id", "=", id).execute();
}

/** The feed of a secret's hash, if its account is still in its family. */
export const listFeedsByHash = preparedQuery((db, hash: string) =>
  db.selectFrom("feeds").innerJoin("families", "families.id", "feeds.family_id")
    .innerJoin("members", (join) =>
      join.onRef("members.family_id", "=", "feeds.family_id")
        .onRef("members.account_id", "=", "feeds.account_id"))
    .select([
      "feeds.id",
      "feeds.family_id",
      "feeds.last_used_at",
      "families.name as family_name",
    ])
    .where("feeds.hash", "=", hash)
);

/** The names and dates of a family's people who have a known day. */
export async function listCalendarPeople(db: Db, familyId: string): Promise<CalendarPerson[]> {
  const rows = await listDatedPeople(db, familyId);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    birth: { year: row.birth_year, month: row.birth_month, day: row.birth_day },
    isDeceased: row.deceased === 1,
    death: { year: row.death_year, month: row.death_month, day: row.death_day },
    updatedAt: row.updated_at,
  }));
}

const listDatedPeople = preparedQuery((db, familyId: string) =>
  db.selectFrom("people").select([
    "id",
    "name",
    "birth_year",
    "birth_month",
    "birth_day",
    "deceased",
    "death_year",
    "death_month",
    "death_day",
    "updated_at",
  ])
    .where("family_id", "=", familyId)
    .where(({ eb, or }) =>
      or([eb("birth_month", "is not", null), eb("death_month", "is not", null)])
    )
    .orderBy("name_key").orderBy("id")
);
