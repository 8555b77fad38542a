import type { Transaction } from "kysely";
import { MAX_FAMILIES } from "../../shared/contract/families.ts";
import type { System } from "../config/system.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { eraseFamilies, sweepErasedFamilies } from "../families/erase_families.ts";
import { removeFromFamily } from "../families/leave_family.ts";
import type { Deps } from "../http/deps.ts";
import { deleteAccount, listSharedFamilies, lockAccount, type SharedFamily } from "./profiles.ts";

/** An account that is deleted, and what is to become of what it leaves behind. */
interface LeavingAccount {
  readonly accountId: string;
  /** Its own account; null for the person who hosts the server. */
  readonly actorId: string | null;
  readonly forget?: boolean;
  readonly journal?: "keep" | "erase";
  /** Runs first in each transaction. */
  readonly recheck?: (tx: Transaction<Tables>) => Promise<void>;
  /** Runs in the transaction that deletes the account. */
  readonly atEnd?: (tx: Transaction<Tables>) => Promise<void>;
  /** Makes the error for families with other members that it is the last owner of, by name. */
  readonly refuse: (families: readonly Pick<SharedFamily, "id" | "name">[]) => Error;
}

/**
 * Deletes an account, and the families without another member. Refused while a family with other
 * members would be left without an owner.
 */
export async function eraseAccount(
  deps: System & Pick<Deps, "db" | "transaction" | "withLock" | "log">,
  leaving: LeavingAccount,
): Promise<void> {
  const { accountId } = leaving;
  // Every family is checked before the first is left: an account with more families than today's
  // limit leaves them in several transactions.
  assertHaveOwners(await listOwnerless(deps.db, accountId), leaving);
  let isGone = false;
  while (!isGone) {
    isGone = await deps.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      await leaving.recheck?.(tx);
      const hasLeftAll = await leaveSomeFamilies(deps, tx, leaving);
      if (hasLeftAll) {
        await deleteAccount(tx, accountId);
        await leaving.atEnd?.(tx);
      }
      return hasLeftAll;
    });
  }
  await sweepErasedFamilies(deps);
}

/** Leaves as many families as an account may be in; returns whether none are left. */
async function leaveSomeFamilies(
  system: System,
  tx: Transaction<Tables>,
  leaving: LeavingAccount,
): Promise<boolean> {
  const { accountId, actorId, forget, journal } = leaving;
  const families = await listSharedFamilies(tx, accountId, { limit: MAX_FAMILIES });
  assertHaveOwners(families.filter(isOwnerless), leaving);
  const alone = families.filter(({ others }) => others === "none");
  await eraseFamilies(tx, alone.map(({ id }) => id));
  for (const { id, others } of families) {
    if (others === "none") continue;
    await removeFromFamily(system, tx, {
      familyId: id,
      memberId: accountId,
      actorId,
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

function assertHaveOwners(
  ownerless: readonly SharedFamily[],
  { refuse }: Pick<LeavingAccount, "refuse">,
): void {
  if (ownerless.length === 0) return;
  throw refuse(
    ownerless.map(({ id, name }) => ({ id, name })).sort((one, other) =>
      one.name < other.name ? -1 : 1
    ),
  );
}
