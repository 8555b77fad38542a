import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { OpenChallenge } from "./challenges.ts";
import { hashSecret } from "./secrets.ts";

/** Uses a challenge up; returns whether it was still unused. */
export async function useChallenge(
  tx: Transaction<Tables>,
  { text, expiresAt }: OpenChallenge,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.insertInto("used_challenges")
    .values({ hash: hashSecret(text), expires_at: expiresAt.toISOString() })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Forgets used challenges that have expired, so that nobody can answer them again. */
export async function deleteExpiredChallenges(tx: Transaction<Tables>, now: Date): Promise<void> {
  await tx.deleteFrom("used_challenges").where("expires_at", "<", now.toISOString()).execute();
}
