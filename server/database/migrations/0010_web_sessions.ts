import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Sessions of browsers, found by their cookie, and the forms that have been acted upon. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "web_sessions")
    .addColumn("hash", "text", (column) => column.primaryKey())
    .addColumn(
      "session_id",
      "text",
      (column) => column.notNull().references("sessions.id").onDelete("cascade"),
    )
    .execute();
  await db.schema.createIndex("web_sessions_by_session").unique().on("web_sessions")
    .column("session_id").execute();

  await createTable(db, "form_submissions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("at", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("form_submissions_by_time").on("form_submissions").column("at")
    .execute();
}
