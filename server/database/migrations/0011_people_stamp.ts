import type { Kysely } from "kysely";

/** Tells whether the people of a family are still those that a server has in memory. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("families")
    .addColumn("people_stamp", "text", (column) => column.notNull().defaultTo("")).execute();
}
