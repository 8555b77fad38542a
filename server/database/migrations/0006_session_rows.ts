import { type Kysely, sql } from "kysely";

/**
 * A session is one row, with its refresh token in it; it also notes when its password was given
 * last. Script tokens have scopes and a prefix, and reset codes a time from which they work.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const sessions = db.schema.alterTable("sessions");
  await sessions.addColumn("refresh_hash", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  await sessions.addColumn("refresh_salt", "text").execute();
  await sessions.addColumn("previous_salt", "text").execute();
  await sessions.addColumn("authenticated_at", "text", (column) => column.notNull().defaultTo(""))
    .execute();
  // The current token of each session is the secret of its next ones, so nobody is logged out.
  await sql`update sessions set authenticated_at = created_at, refresh_hash = coalesce((
    select max(hash) from refresh_tokens
    where session_id = sessions.id and replaced_at is null), '')`.execute(db);
  await sql`delete from sessions where refresh_hash = ''`.execute(db);
  await db.schema.createIndex("sessions_by_refresh_hash").unique().on("sessions")
    .column("refresh_hash").execute();
  await db.schema.dropTable("refresh_tokens").execute();

  const tokens = db.schema.alterTable("script_tokens");
  await tokens.addColumn("prefix", "text").execute();
  await tokens.addColumn("scopes", "text").execute();

  await db.schema.alterTable("password_resets")
    .addColumn("works_from", "text", (column) => column.notNull().defaultTo("")).execute();
  await sql`update password_resets set works_from = created_at`.execute(db);
}
