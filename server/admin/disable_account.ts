import type { Transaction } from "kysely";
import { type Account, setDisabledAt } from "../auth/accounts.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { addToLog } from "../families/family_log.ts";
import { listFamilyIds } from "../families/members.ts";
import { stampPeopleOf } from "../families/people_stamp.ts";
import { addToAudit } from "./audit.ts";
import { endAccess } from "./end_access.ts";
import type { EndedCredentials } from "./end_credentials.ts";
import { getNamedAccount } from "./find_account.ts";
import { getHostedAccount, type HostedAccount } from "./list_accounts.ts";
import type { HostDeps } from "./open_circle.ts";

/** An account that was disabled. */
export interface DisabledAccount {
  readonly account: HostedAccount;
  readonly ended: EndedCredentials;
  /** The families in which nobody else is an owner who can log in. */
  readonly families_without_owner: readonly { readonly id: string; readonly name: string }[];
}

/**
 * Disables an account, and ends all that it lets in with, in one transaction. Once more does no
 * harm: what a restored backup has brought back ends too.
 */
export async function disableAccount(deps: HostDeps, named: string): Promise<DisabledAccount> {
  try {
    return await closeAndEnd(deps, named);
  } catch (error) {
    if (deps.readFailure(error) !== "contended") throw error;
    // Logins are in the way all the time. Once it is closed, no more of them write.
    await deps.urgentTransaction(async (tx) => close(deps, tx, await getNamedAccount(tx, named)));
    return await closeAndEnd(deps, named);
  }
}

async function closeAndEnd(deps: HostDeps, named: string): Promise<DisabledAccount> {
  return await deps.urgentTransaction(async (tx) => {
    const account = await getNamedAccount(tx, named);
    await close(deps, tx, account);
    return {
      ended: await endAccess(tx, { accountId: account.id, now: deps.now() }),
      account: await getHostedAccount(tx, account.id),
      families_without_owner: await listFamiliesWithoutOwner(tx, account.id),
    };
  });
}

async function close(deps: HostDeps, tx: Transaction<Tables>, account: Account): Promise<void> {
  if (account.disabled_at !== null) return;
  await setDisabledAt(tx, account.id, deps.now().toISOString());
  await addToAudit(deps, tx, { command: "accounts disable", targetId: account.id });
  await stampPeopleOf(deps, tx, account.id); // members are shown with it
  await tellFamilies(deps, tx, { account, event: "account_disabled" });
}

/** Lets people log in to an account again; nothing that was ended comes back. */
export async function enableAccount(deps: HostDeps, named: string): Promise<HostedAccount> {
  return await deps.urgentTransaction(async (tx) => {
    const account = await getNamedAccount(tx, named);
    if (account.disabled_at !== null) {
      await setDisabledAt(tx, account.id, null);
      await addToAudit(deps, tx, { command: "accounts enable", targetId: account.id });
      await stampPeopleOf(deps, tx, account.id);
      await tellFamilies(deps, tx, { account, event: "account_enabled" });
    }
    return await getHostedAccount(tx, account.id);
  });
}

/** Notes in the logs of an account's families what the host has done to it. */
export async function tellFamilies(
  deps: HostDeps,
  tx: Transaction<Tables>,
  { account: { id: memberId }, event }: {
    readonly account: Account;
    readonly event: "account_disabled" | "account_enabled" | "email_set";
  },
): Promise<void> {
  for (const familyId of await listFamilyIds(tx, memberId)) {
    await addToLog(deps, tx, { familyId, event, actorId: null, memberId });
  }
}

/** The families of an account that have other members, and no other owner who can log in. */
async function listFamiliesWithoutOwner(
  db: Db,
  accountId: string,
): Promise<DisabledAccount["families_without_owner"]> {
  return await db.selectFrom("members").innerJoin("families", "families.id", "members.family_id")
    .select(["families.id", "families.name"]).where("members.account_id", "=", accountId)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("members as other").select("other.role")
          .whereRef("other.family_id", "=", "families.id")
          .where("other.account_id", "!=", accountId),
      )
    )
    .where(({ exists, not, selectFrom }) =>
      not(exists(
        selectFrom("members as other")
          .innerJoin("accounts", "accounts.id", "other.account_id").select("other.role")
          .whereRef("other.family_id", "=", "families.id")
          .where("other.role", "=", "owner").where("accounts.disabled_at", "is", null),
      ))
    )
    .orderBy("families.name").orderBy("families.id").execute();
}
