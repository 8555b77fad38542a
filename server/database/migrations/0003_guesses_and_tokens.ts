import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Wrong guesses, script tokens, and codes that reset a password. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "wrong_guesses")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("at", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("wrong_guesses_by_subject").on("wrong_guesses").columns([
    "subject",
    "at",
  ])
    .execute();
  await db.schema.createIndex("wrong_guesses_by_time").on("wrong_guesses").column("at").execute();
  await createTable(db, "script_tokens")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "account_id",
      "text",
      (column) => column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn(
      "family_id",
      "text",
      (column) => column.references("families.id").onDelete("cascade"),
    )
    .addColumn("hash", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("read_only", "integer", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .addColumn("last_used_at", "text")
    .execute();
  await db.schema.createIndex("script_tokens_by_account").on("script_tokens").columns([
    "account_id",
    "id",
  ])
    .execute();
  await db.schema.createIndex("script_tokens_by_family").on("script_tokens").column("family_id")
    .execute();
  await createTable(db, "password_resets")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "account_id",
      "text",
      (column) => column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn(
      "family_id",
      "text",
      (column) => column.references("families.id").onDelete("cascade"),
    )
    .addColumn("maker_id", "text")
    .addColumn("maker_name", "text")
    .addColumn("code_hash", "text", (column) => column.notNull().unique())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .addColumn("used_at", "text")
    .execute();
  await db.schema.createIndex("password_resets_by_account").on("password_resets").column(
    "account_id",
  ).execute();
  await db.schema.createIndex("password_resets_by_family").on("password_resets").column("family_id")
    .execute();
}
