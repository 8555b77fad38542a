import type { Kysely } from "kysely";

/** The list of a family is read from its index alone, without a look at each membership. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("members_by_name").execute();
  await db.schema.createIndex("members_by_name").on("members")
    .columns(["family_id", "name_key", "account_id", "role", "joined_at"]).execute();
}
