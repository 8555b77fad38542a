import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Deleted families whose log and people are still being deleted, some rows at a time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "erased_families")
    .addColumn(
      "family_id",
      "text",
      (column) => column.primaryKey().references("families.id").onDelete("cascade"),
    )
    .execute();
}
