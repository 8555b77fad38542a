import type { Transaction } from "kysely";
import { CHALLENGE_SECONDS } from "../../shared/contract/passkey_fields.ts";
import { networkOf } from "../config/ip_address.ts";
import type { Tables } from "../database/tables.ts";
import { timestampAfter } from "../database/timestamps.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "./deps.ts";
import { hashSecret, newSecret } from "./secrets.ts";

/** Challenges for a login that one network, and for a new passkey that one account, may have open. */
const MAX_OPEN = 50;

/** Makes a challenge for a passkey; only its hash is stored. */
export async function makeChallenge(
  deps: AuthDeps,
  { accountId = null, address }: { readonly accountId?: string | null; readonly address: string },
): Promise<string> {
  const challenge = newSecret(deps);
  const network = networkOf(address);
  await deps.transaction(async (tx) => {
    const now = deps.now();
    await refuseTooMany(tx, { accountId, network, now });
    await tx.insertInto("challenges").values({
      hash: hashSecret(challenge),
      account_id: accountId,
      network,
      expires_at: timestampAfter(now, CHALLENGE_SECONDS * 1000),
    }).execute();
  });
  return challenge;
}

/** Strangers cannot use up what a person who gave the password has. */
async function refuseTooMany(
  tx: Transaction<Tables>,
  { accountId, network, now }: {
    readonly accountId: string | null;
    readonly network: string;
    readonly now: Date;
  },
): Promise<void> {
  const challenges = tx.selectFrom("challenges").select("expires_at")
    .where("expires_at", ">", now.toISOString());
  const ofSame = accountId === null
    ? challenges.where("account_id", "is", null).where("network", "=", network)
    : challenges.where("account_id", "=", accountId);
  const open = await ofSame.orderBy("expires_at").limit(MAX_OPEN).execute();
  const [first] = open;
  if (!first || open.length < MAX_OPEN) return;
  throw new Problem("too_many_requests", {
    detail: "Too many passkeys of your network were asked for. Try again in five minutes.",
    retryAfter: (Date.parse(first.expires_at) - now.getTime()) / 1000,
  });
}

/**
 * Uses a challenge up. Returns whether it was open, and made for the account, or for a login where
 * there is none.
 */
export async function useChallenge(
  deps: Pick<AuthDeps, "transaction" | "now">,
  challenge: string,
  accountId: string | null = null,
): Promise<boolean> {
  return await deps.transaction(async (tx) => {
    const { numDeletedRows } = await tx.deleteFrom("challenges")
      .where("hash", "=", hashSecret(challenge))
      .where("account_id", accountId === null ? "is" : "=", accountId)
      .where("expires_at", ">", deps.now().toISOString()).executeTakeFirst();
    return numDeletedRows > 0n;
  });
}

/** Removes challenges that have expired. */
export async function deleteExpiredChallenges(tx: Transaction<Tables>, now: Date): Promise<void> {
  await tx.deleteFrom("challenges").where("expires_at", "<", now.toISOString()).execute();
}
