import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Passkeys of accounts, and the challenges that they answer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("accounts").addColumn("handle", "text").execute();
  await createTable(db, "passkeys")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "account_id",
      "text",
      (column) => column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("credential_id", "text", (column) => column.notNull().unique())
    .addColumn("public_key", "text", (column) => column.notNull())
    .addColumn("counter", "bigint", (column) => column.notNull())
    .addColumn("transports", "text", (column) => column.notNull())
    .addColumn("backed_up", "integer", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("rp_id", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("last_used_at", "text")
    .execute();
  await db.schema.createIndex("passkeys_by_account").on("passkeys").columns(["account_id", "id"])
    .execute();
  await createTable(db, "challenges")
    .addColumn("hash", "text", (column) => column.primaryKey())
    .addColumn(
      "account_id",
      "text",
      (column) => column.references("accounts.id").onDelete("cascade"),
    )
    .addColumn("network", "text", (column) => column.notNull())
    .addColumn("expires_at", "text", (column) => column.notNull())
    .execute();
  for (
    const [name, columns] of Object.entries({
      challenges_by_account: ["account_id"],
      challenges_by_network: ["network", "expires_at"],
      challenges_by_time: ["expires_at"],
    })
  ) await db.schema.createIndex(name).on("challenges").columns(columns).execute();
}
