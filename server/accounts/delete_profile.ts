import type { Transaction } from "kysely";
import type { AuthDeps } from "../auth/deps.ts";
import { getAccount } from "../auth/accounts.ts";
import { reauthenticate } from "../auth/reauthenticate.ts";
import type { System } from "../config/system.ts";
import type { Tables } from "../database/tables.ts";
import { eraseFamilies } from "../families/erase_families.ts";
import { removeFromFamily } from "../families/leave_family.ts";
import { getRemaining } from "../families/members.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { deleteAccount, listFamilyRefs } from "./profiles.ts";

/**
 * Deletes the caller's account. Families without another member are deleted with it. Refused with
 * `last_owner` while a family with other members would be left without an owner.
 */
export async function deleteProfile(
  deps: AuthDeps,
  { caller: { accountId }, body, log }: CheckedRequest<"deleteProfile">,
): Promise<undefined> {
  const account = await getAccount(deps.db, accountId);
  await reauthenticate(deps, account, body.password);
  await deps.transaction(async (tx) => {
    await leaveFamilies(deps, tx, { accountId, forget: body.forget });
    await deleteAccount(tx, accountId);
  });
  log.info("account deleted", { account_id: accountId });
}

async function leaveFamilies(
  system: System,
  tx: Transaction<Tables>,
  { accountId, forget }: { readonly accountId: string; readonly forget?: boolean },
): Promise<void> {
  const ownerless: { readonly id: string; readonly name: string }[] = [];
  for (const { id, name } of await listFamilyRefs(tx, accountId)) {
    await removeFromFamily(system, tx, {
      familyId: id,
      memberId: accountId,
      actorId: accountId,
      forget,
    });
    const remaining = await getRemaining(tx, id);
    if (remaining === "nobody") await eraseFamilies(tx, [id]);
    if (remaining === "others") ownerless.push({ id, name });
  }
  if (ownerless.length === 0) return;
  const names = ownerless.map(({ name }) => name).join(", ");
  const detail = `You are the last owner of: ${names}. Make someone else an owner first.`;
  throw new Problem("last_owner", { detail, fields: { families: ownerless } });
}
