import type { Transaction } from "kysely";
import type { Profile } from "../../shared/contract/accounts.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Tables } from "../database/tables.ts";
import { nameKey } from "../families/name_key.ts";
import { Problem } from "../http/problem.ts";

/** An account as its own person sees it; throws `invalid_token` if it has been deleted. */
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

/** The families of an account, by name. */
export async function listFamilyRefs(
  db: Db,
  accountId: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  return await db.selectFrom("members").innerJoin("families", "families.id", "members.family_id")
    .select(["families.id", "families.name"]).where("account_id", "=", accountId)
    .orderBy("families.name").execute();
}

/** Changes the name of an account, also where lists of members are sorted by it. */
export async function renameAccount(
  tx: Transaction<Tables>,
  accountId: string,
  name: string,
): Promise<void> {
  await tx.updateTable("accounts").set({ name }).where("id", "=", accountId).execute();
  await tx.updateTable("members").set({ name_key: nameKey(name) })
    .where("account_id", "=", accountId).execute();
}

/** Deletes an account with its sessions and tokens. */
export async function deleteAccount(tx: Transaction<Tables>, accountId: string): Promise<void> {
  await tx.deleteFrom("accounts").where("id", "=", accountId).execute();
}
