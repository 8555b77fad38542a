import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Invites, and the log of each family. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "invites")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "family_id",
      "text",
      (column) => column.notNull().references("families.id").onDelete("cascade"),
    )
    .addColumn("code_hash", "text", (column) => column.notNull().unique())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("note", "text")
    .addColumn("max_uses", "integer", (column) => column.notNull())
    .addColumn("used", "integer", (column) => column.notNull())
    .addColumn(
      "created_by",
      "text",
      (column) => column.references("accounts.id").onDelete("set null"),
    )
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .addColumn("revoked_at", "text")
    .execute();
  await db.schema.createIndex("invites_by_family").on("invites").columns(["family_id", "id"])
    .execute();
  await db.schema.createIndex("invites_by_maker").on("invites").column("created_by").execute();
  await createTable(db, "family_log")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "family_id",
      "text",
      (column) => column.notNull().references("families.id").onDelete("cascade"),
    )
    .addColumn("at", "text", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("actor_id", "text")
    .addColumn("actor_name", "text")
    .addColumn("member_id", "text")
    .addColumn("member_name", "text")
    .addColumn("role", "text")
    .addColumn("note", "text")
    .execute();
  await db.schema.createIndex("family_log_by_family").on("family_log").columns(["family_id", "id"])
    .execute();
}
