import type { Db } from "./database.ts";

/** The name of the milestone. */
export const FIRST_REGISTRATION = "first_registration";

/**
 * When somebody first registered in a circle: ISO-8601, UTC, to the millisecond. It tells circles
 * apart, since it stays the same in every copy and backup, on both databases, and no other circle
 * has it. `undefined` while nobody has registered.
 */
export async function findFirstRegistration(db: Db): Promise<string | undefined> {
  const milestone = await db.selectFrom("milestones").select("at")
    .where("name", "=", FIRST_REGISTRATION).executeTakeFirst();
  return milestone?.at;
}
