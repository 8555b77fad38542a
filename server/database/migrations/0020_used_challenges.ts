import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Challenges of passkeys are signed now: only those that were answered are stored. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("challenges").execute();
  await createTable(db, "used_challenges")
    .addColumn("hash", "text", (column) => column.primaryKey())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("used_challenges_by_time").on("used_challenges").column("expires_at")
    .execute();
}
