import { type Kysely, sql } from "kysely";
import { createTable } from "./create_table.ts";

/** When members sent photos: these count for the day, also once they are deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "photo_uploads")
    .addColumn("photo_id", "text", (column) => column.primaryKey())
    .addColumn(
      "family_id",
      "text",
      (column) => column.notNull().references("families.id").onDelete("cascade"),
    )
    .addColumn(
      "uploader_id",
      "text",
      (column) => column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("created_at", "text", (column) => column.notNull())
    .execute();
  const indexes = {
    photo_uploads_by_member: ["uploader_id", "family_id", "created_at"],
    photo_uploads_by_family: ["family_id"],
    photo_uploads_by_time: ["created_at"],
  };
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(name).on("photo_uploads").columns(columns).execute();
  }
  await sql`insert into photo_uploads (photo_id, family_id, uploader_id, created_at)
    select id, family_id, uploader_id, created_at from photos where uploader_id is not null`
    .execute(db);
}
