import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** The family's journal: posts, comments and reactions, and until when each member has seen it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "posts")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "family_id",
      "text",
      (column) => column.notNull().references("families.id").onDelete("cascade"),
    )
    .addColumn(
      "author_id",
      "text",
      (column) => column.references("accounts.id").onDelete("set null"),
    )
    .addColumn("author_name", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("happened_on", "text")
    .addColumn("happened_key", "text", (column) => column.notNull())
    .addColumn("once", "text")
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("edited_at", "text")
    .execute();
  const indexes = {
    posts_by_family: ["family_id", "id"],
    posts_by_happening: ["family_id", "happened_key", "id"],
    posts_by_author: ["author_id", "family_id"],
  };
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(name).on("posts").columns(columns).execute();
  }
  await db.schema.createIndex("posts_once").unique().on("posts").columns(["family_id", "once"])
    .execute();

  await createTable(db, "comments")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "post_id",
      "text",
      (column) => column.notNull().references("posts.id").onDelete("cascade"),
    )
    .addColumn(
      "author_id",
      "text",
      (column) => column.references("accounts.id").onDelete("set null"),
    )
    .addColumn("author_name", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .addColumn("edited_at", "text")
    .execute();
  await db.schema.createIndex("comments_by_post").on("comments").columns(["post_id", "id"])
    .execute();
  await db.schema.createIndex("comments_by_author").on("comments").column("author_id").execute();

  await createTable(db, "reactions")
    .addColumn(
      "post_id",
      "text",
      (column) => column.notNull().references("posts.id").onDelete("cascade"),
    )
    .addColumn(
      "account_id",
      "text",
      (column) => column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("at", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("reactions_key", ["post_id", "account_id"])
    .execute();
  await db.schema.createIndex("reactions_by_kind").on("reactions").columns(["post_id", "kind"])
    .execute();
  await db.schema.createIndex("reactions_by_account").on("reactions").column("account_id")
    .execute();

  await db.schema.alterTable("members")
    .addColumn("seen_at", "text", (column) => column.notNull().defaultTo("")).execute();
}
