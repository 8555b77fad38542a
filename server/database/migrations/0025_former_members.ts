import type { Kysely } from "kysely";

/** Whose entry a person was before they left the family. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("people").addColumn(
    "former_account_id",
    "text",
    (column) => column.references("accounts.id").onDelete("set null"),
  ).execute();
  await db.schema.createIndex("people_by_former_member").unique().on("people")
    .columns(["former_account_id", "family_id"]).execute();
}
