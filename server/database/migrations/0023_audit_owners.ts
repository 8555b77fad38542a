import type { Kysely } from "kysely";

/** Whom the host made an owner. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("admin_audit").addColumn("owner_id", "text").execute();
}
