import { type Kysely, sql } from "kysely";
import { createTable } from "./create_table.ts";

/**
 * Requests of devices to be signed in by another one. A session says how it came in, and an account
 * whether a reset code set its password.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "sign_in_requests")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("code_hash", "text", (column) => column.notNull().unique())
    .addColumn("secret_hash", "text", (column) => column.notNull().unique())
    .addColumn("device", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("network", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .addColumn("polled_at", "text")
    .addColumn(
      "account_id",
      "text",
      (column) => column.references("accounts.id").onDelete("cascade"),
    )
    .addColumn(
      "session_id",
      "text",
      (column) => column.references("sessions.id").onDelete("cascade"),
    )
    .addColumn("decided_at", "text")
    .addColumn("used_at", "text")
    .execute();
  for (
    const [name, columns] of Object.entries({
      sign_in_requests_by_network: ["network", "expires_at"],
      sign_in_requests_by_time: ["expires_at"],
      sign_in_requests_by_account: ["account_id"],
      sign_in_requests_by_session: ["session_id"],
    })
  ) await db.schema.createIndex(name).on("sign_in_requests").columns(columns).execute();

  const sessions = db.schema.alterTable("sessions");
  await sessions.addColumn("via", "text", (column) => column.notNull().defaultTo("password"))
    .execute();
  await sessions.addColumn("approved_by", "text").execute();
  await sessions.addColumn("kept_at", "text").execute();
  // Hardly any session is in it, so that signing in by a password costs no more.
  await db.schema.createIndex("sessions_to_keep").on("sessions").column("account_id")
    .where(sql<boolean>`via = 'approval' and kept_at is null`).execute();

  await db.schema.alterTable("accounts")
    .addColumn("password_by_code", "integer", (column) => column.notNull().defaultTo(0)).execute();
}
