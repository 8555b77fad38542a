import { type Kysely, sql } from "kysely";

/** Who added a passkey, and whether its person knows of it; which passkey began a session. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ["added_in", "added_by", "kept_at"]) {
    await db.schema.alterTable("passkeys").addColumn(column, "text").execute();
  }
  // Nearly every account has none of them. Those from before have no `added_in`.
  await db.schema.createIndex("passkeys_to_keep").on("passkeys").column("account_id")
    .where(sql<boolean>`added_in is not null and kept_at is null`).execute();
  await db.schema.alterTable("sessions").addColumn("passkey_id", "text").execute();
}
