import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** The photos of the journal; their files are named by their hash. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "photos")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn(
      "family_id",
      "text",
      (column) => column.notNull().references("families.id").onDelete("cascade"),
    )
    .addColumn("post_id", "text", (column) => column.references("posts.id").onDelete("cascade"))
    .addColumn(
      "uploader_id",
      "text",
      (column) => column.references("accounts.id").onDelete("set null"),
    )
    .addColumn("position", "integer", (column) => column.notNull())
    .addColumn("caption", "text")
    .addColumn("width", "integer", (column) => column.notNull())
    .addColumn("height", "integer", (column) => column.notNull())
    .addColumn("taken_on", "text")
    .addColumn("sha256", "text", (column) => column.notNull())
    .addColumn("bytes", "integer", (column) => column.notNull())
    .addColumn("created_at", "text", (column) => column.notNull())
    .execute();
  const indexes = {
    photos_by_post: ["post_id", "position"],
    photos_by_uploader: ["uploader_id", "family_id", "created_at"],
    photos_by_family: ["family_id"],
    photos_by_file: ["sha256"],
  };
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(name).on("photos").columns(columns).execute();
  }
}
