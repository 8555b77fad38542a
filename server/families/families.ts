import type { PageQuery } from "../../shared/contract/fields.ts";
import type { Insertable, Transaction } from "kysely";
import type { Family } from "../../shared/contract/families.ts";
import type { Db } from "../database/database.ts";
import type { FamiliesTable, Tables } from "../database/tables.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";

/** The families of an account by name, a page at a time; `only` narrows them to one. */
export async function listFamiliesOf(
  db: Db,
  accountId: string,
  { only, ...query }: PageQuery & { readonly only?: string },
): Promise<Page<Family>> {
  const after = readCursor(query, 2);
  let own = selectFamilies(db, accountId);
  if (only !== undefined) own = own.where("families.id", "=", only);
  if (after) {
    own = own.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("families.name", "families.id"), ">", tuple(after[0]!, after[1]!))
    );
  }
  const rows = await own.orderBy("families.name").orderBy("families.id").limit(rowsToFetch(query))
    .execute();
  return cutPage(rows, query, ({ name, id }) => [name, id]);
}

/** A family as one of its members sees it; throws `not_found` for anyone else. */
export async function getFamilyOf(db: Db, accountId: string, familyId: string): Promise<Family> {
  const family = await selectFamilies(db, accountId).where("families.id", "=", familyId)
    .executeTakeFirst();
  if (!family) throw new Problem("not_found");
  return family;
}

function selectFamilies(db: Db, accountId: string) {
  return db.selectFrom("members").innerJoin("families", "families.id", "members.family_id")
    .select(["families.id", "families.name", "members.role", "families.created_at"])
    .where("members.account_id", "=", accountId);
}

/** The first two families of a name. */
export async function listFamiliesNamed(db: Db, name: string): Promise<{ readonly id: string }[]> {
  return await db.selectFrom("families").select("id").where("name", "=", name).limit(2).execute();
}

/** Adds a family without members. */
export async function insertFamily(
  tx: Transaction<Tables>,
  family: Insertable<FamiliesTable>,
): Promise<void> {
  await tx.insertInto("families").values(family).execute();
}

/** Renames a family. */
export async function renameFamily(
  tx: Transaction<Tables>,
  familyId: string,
  name: string,
): Promise<void> {
  await tx.updateTable("families").set({ name }).where("id", "=", familyId).execute();
}

/** The name of a family that exists. */
export async function getFamilyName(db: Db, familyId: string): Promise<string> {
  const { name } = await db.selectFrom("families").select("name").where("id", "=", familyId)
    .executeTakeFirstOrThrow();
  return name;
}
