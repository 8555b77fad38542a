import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Accounts, families, who is in them, and sessions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "accounts")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("email", "text", (column) => column.notNull())
    .addColumn("email_key", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("password_hash", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .execute();
  await createTable(db, "families")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .execute();
  await createTable(db, "members")
    .addColumn(
      "family_id",
      "text",
      (column) => column.notNull().references("families.id").onDelete("cascade"),
    )
    .addColumn(
      "account_id",
      "text",
      (column) => column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("name_key", "text", (column) => column.notNull())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("joined_at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("members_key", ["family_id", "account_id"])
    .execute();
  await db.schema.createIndex("members_by_name").on("members")
    .columns(["family_id", "name_key", "account_id"]).execute();
  await db.schema.createIndex("members_by_account").on("members").column("account_id").execute();
  await createTable(db, "sessions")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "account_id",
      "text",
      (column) => column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("device", "text", (column) => column.notNull())
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("last_used_at", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sessions_by_account").on("sessions").columns(["account_id", "id"])
    .execute();
  await createTable(db, "refresh_tokens")
    .addColumn("hash", "text", (column) => column.primaryKey())
    .addColumn(
      "session_id",
      "text",
      (column) => column.notNull().references("sessions.id").onDelete("cascade"),
    )
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("replaced_at", "text")
    .addColumn("successor_salt", "text")
    .execute();
  await db.schema.createIndex("refresh_tokens_by_session").on("refresh_tokens").column("session_id")
    .execute();
}
