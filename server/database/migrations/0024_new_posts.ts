import type { Kysely } from "kysely";

/** What is new in a family's journal is found without reading what is old. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("posts_by_telling").on("posts")
    .columns(["family_id", "created_at", "author_id"]).execute();
}
