import type { Db } from "../database/database.ts";
import type { SessionsTable } from "../database/tables.ts";

/** A session with the hash of the secret of its refresh tokens. */
export type SessionSecret = Pick<SessionsTable, "id" | "refresh_hash">;

/** The session that was used last. */
export async function findNewestSession(db: Db): Promise<SessionSecret | undefined> {
  return await db.selectFrom("sessions").select(["id", "refresh_hash"])
    .orderBy("last_used_at", "desc").limit(1).executeTakeFirst();
}

/** The hash of the secret of a session's refresh tokens. */
export async function findRefreshHash(db: Db, sessionId: string): Promise<string | undefined> {
  const session = await db.selectFrom("sessions").select("refresh_hash")
    .where("id", "=", sessionId).executeTakeFirst();
  return session?.refresh_hash;
}
