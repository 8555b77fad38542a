import type { Transaction } from "kysely";
import type { System } from "../config/system.ts";
import type { Db } from "../database/database.ts";
import { newId } from "../database/ids.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Tables } from "../database/tables.ts";
import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";

/**
 * A stamp identifies the state of a family's people and members. Every change of one sets a new
 * stamp in the same transaction, so that caches of all servers notice it. No stamp repeats, not even
 * after a backup is restored.
 */

/** Notes that the people of a family have changed. */
export async function stampPeople(
  system: System,
  tx: Transaction<Tables>,
  familyId: string,
): Promise<void> {
  await tx.updateTable("families").set({ people_stamp: newId(system) })
    .where("id", "=", familyId).execute();
}

/** Notes that the entries of an account have changed, in all of its families. */
export async function stampPeopleOf(
  system: System,
  tx: Transaction<Tables>,
  accountId: string,
): Promise<void> {
  await tx.updateTable("families").set({ people_stamp: newId(system) })
    .where(
      "id",
      "in",
      (eb) => eb.selectFrom("members").select("family_id").where("account_id", "=", accountId),
    )
    .execute();
}

/**
 * The stamp of a family of a caller. Read it before the people, so that it is never newer than they
 * are.
 */
export async function getPeopleStamp(
  db: Db,
  familyId: string,
  { accountId }: Caller,
): Promise<string> {
  const [family] = await listStamps(db, familyId, accountId);
  if (!family) throw new Problem("not_found");
  return family.people_stamp;
}

const listStamps = preparedQuery((db, familyId: string, accountId: string) =>
  db.selectFrom("members").innerJoin("families", "families.id", "members.family_id")
    .select("families.people_stamp")
    .where("members.family_id", "=", familyId).where("members.account_id", "=", accountId)
);
