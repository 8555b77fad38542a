import type { Db } from "../../server/database/database.ts";

/** Adds families that an account owns alone, past the server and its limit; returns their ids. */
export async function addFamilies(db: Db, ownerId: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => crypto.randomUUID());
  const at = new Date().toISOString();
  await db.insertInto("families")
    .values(ids.map((id, index) => ({ id, name: `Family ${1000 + index}`, created_at: at })))
    .execute();
  await db.insertInto("members").values(ids.map((family_id) => ({
    family_id,
    account_id: ownerId,
    name_key: "anna",
    role: "owner" as const,
    joined_at: at,
  }))).execute();
  return ids;
}
