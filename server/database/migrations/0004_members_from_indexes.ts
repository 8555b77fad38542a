import type { Kysely } from "kysely";

/** The list of a family, and the families of an account, are read from an index alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("members_by_name").execute();
  await db.schema.createIndex("members_by_name").on("members")
    .columns(["family_id", "name_key", "account_id", "role", "joined_at"]).execute();
  await db.schema.dropIndex("members_by_account").execute();
  await db.schema.createIndex("members_by_account").on("members")
    .columns(["account_id", "family_id", "role"]).execute();
}
