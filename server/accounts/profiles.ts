import type { Profile } from "../../shared/contract/accounts.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import { Problem } from "../http/problem.ts";

/** What a person sees of their own account; refused where the account is gone. */
export async function getProfileOf(db: Db, accountId: string): Promise<Profile> {
  const rows = await listProfileRows(db, accountId);
  const [account] = rows;
  if (!account) throw new Problem("invalid_token");
  const { id, email, name, created_at } = account;
  const families = rows.flatMap(({ family_id, family_name, role }) =>
    family_id === null || family_name === null || role === null
      ? []
      : { id: family_id, name: family_name, role }
  );
  return { id, email, name, created_at, families };
}

/** An account once for each of its families, or once without one. */
const listProfileRows = preparedQuery((db, accountId: string) =>
  db.selectFrom("accounts")
    .leftJoin("members", "members.account_id", "accounts.id")
    .leftJoin("families", "families.id", "members.family_id")
    .select([
      "accounts.id",
      "accounts.email",
      "accounts.name",
      "accounts.created_at",
      "members.role",
      "families.id as family_id",
      "families.name as family_name",
    ])
    .where("accounts.id", "=", accountId)
    .orderBy("families.name").orderBy("families.id")
);
