import type { Transaction } from "kysely";
import { MAX_FAMILIES } from "../../shared/contract/families.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { getAccount } from "../auth/accounts.ts";
import { reauthenticate } from "../auth/reauthenticate.ts";
import type { System } from "../config/system.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { eraseFamilies, sweepErasedFamilies } from "../families/erase_families.ts";
import { removeFromFamily } from "../families/leave_family.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { deleteAccount, listSharedFamilies, lockAccount, type SharedFamily } from "./profiles.ts";

/**
 * Deletes the caller's account. Families without another member are deleted with it. Refused with
 * `last_owner` while a family with other members would be left without an owner.
 */
export async function deleteProfile(
  deps: AuthDeps,
  { caller: { accountId }, body: { password, forget, journal }, log }: CheckedRequest<
    "deleteProfile"
  >,
): Promise<undefined> {
  const account = await getAccount(deps.db, accountId);
  await reauthenticate(deps, account, password);
  // Every family is checked before the first is left: an account with more families than today's
  // limit leaves them in several transactions.
  assertHaveOwners(await listOwnerless(deps.db, accountId));
  let isGone = false;
  while (!isGone) {
    isGone = await deps.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const hasLeftAll = await leaveSomeFamilies(deps, tx, { accountId, forget, journal });
      if (hasLeftAll) await deleteAccount(tx, accountId);
      return hasLeftAll;
    });
  }
  log.info("account deleted", { account_id: accountId });
  await sweepErasedFamilies(deps);
}

/** An account that is deleted, and what is to become of what it leaves behind. */
interface LeavingAccount {
  readonly accountId: string;
  readonly forget?: boolean;
  readonly journal?: "keep" | "erase";
}

/** Leaves as many families as an account may be in; returns whether none are left. */
async function leaveSomeFamilies(
  system: System,
  tx: Transaction<Tables>,
  { accountId, forget, journal }: LeavingAccount,
): Promise<boolean> {
  const families = await listSharedFamilies(tx, accountId, { limit: MAX_FAMILIES });
  assertHaveOwners(families.filter(isOwnerless));
  const alone = families.filter(({ others }) => others === "none");
  await eraseFamilies(tx, alone.map(({ id }) => id));
  for (const { id, others } of families) {
    if (others === "none") continue;
    await removeFromFamily(system, tx, {
      familyId: id,
      memberId: accountId,
      actorId: accountId,
      forget,
      journal,
    });
  }
  return families.length < MAX_FAMILIES;
}

/** The families that would have members but no owner if an account left. */
async function listOwnerless(db: Db, accountId: string): Promise<SharedFamily[]> {
  const ownerless: SharedFamily[] = [];
  let after: string | undefined;
  do {
    const page = await listSharedFamilies(db, accountId, { after, limit: MAX_FAMILIES });
    ownerless.push(...page.filter(isOwnerless));
    after = page.at(MAX_FAMILIES - 1)?.id;
  } while (after !== undefined);
  return ownerless;
}

function isOwnerless({ others }: SharedFamily): boolean {
  return others === "without owner";
}

function assertHaveOwners(ownerless: readonly SharedFamily[]): void {
  if (ownerless.length === 0) return;
  const families = ownerless.map(({ id, name }) => ({ id, name }))
    .sort((one, other) => one.name < other.name ? -1 : 1);
  const names = families.map(({ name }) => name).join(", ");
  const detail = `You are the last owner of: ${names}. Make someone else an owner first.`;
  throw new Problem("last_owner", { detail, fields: { families } });
}
