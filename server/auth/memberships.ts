import type { Selectable } from "kysely";
import type { Role } from "../../shared/contract/fields.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { MembersTable } from "../database/tables.ts";
import type { Caller } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";

/** The role of a caller in a family; throws `not_found` for a family of others. */
export async function getOwnRole(db: Db, familyId: string, { accountId }: Caller): Promise<Role> {
  return (await getMembership(db, familyId, accountId)).role;
}

/** A membership; throws `not_found` if there is none. */
export async function getMembership(
  db: Db,
  familyId: string,
  accountId: string,
): Promise<Selectable<MembersTable>> {
  const [membership] = await listMemberships(db, familyId, accountId);
  if (!membership) throw new Problem("not_found");
  return membership;
}

const listMemberships = preparedQuery((db, familyId: string, accountId: string) =>
  db.selectFrom("members").selectAll()
    .where("family_id", "=", familyId).where("account_id", "=", accountId)
);
