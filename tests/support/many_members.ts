import type { Db } from "../../server/database/database.ts";

const CHUNK = 500;

/** Puts many members into a family, straight into the database; returns their ids. */
export async function addManyMembers(db: Db, family_id: string, size: number): Promise<string[]> {
  const ids = Array.from({ length: size }, () => crypto.randomUUID());
  const created_at = new Date().toISOString();
  for (let start = 0; start < size; start += CHUNK) {
    const chunk = ids.slice(start, start + CHUNK);
    await db.insertInto("accounts").values(chunk.map((id) => ({
      id,
      email: `${id}@example.org`,
      email_key: `${id}@example.org`,
      name: nameOf(id),
      password_hash: "none",
      created_at,
    }))).execute();
    await db.insertInto("members").values(chunk.map((account_id) => ({
      family_id,
      account_id,
      name_key: nameOf(account_id),
      role: "member" as const,
      joined_at: created_at,
    }))).execute();
  }
  return ids;
}

/** Names that many share, since in a list people of one name must be told apart. */
function nameOf(id: string): string {
  return `relative ${id.slice(0, 2)}`;
}
