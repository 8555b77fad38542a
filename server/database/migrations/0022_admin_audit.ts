import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** What the host has changed by `deno task admin`. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "admin_audit")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("at", "text", (column) => column.notNull())
    .addColumn("operator", "text")
    .addColumn("command", "text", (column) => column.notNull())
    .addColumn("target_id", "text", (column) => column.notNull())
    .execute();
}
