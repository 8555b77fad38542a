import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import { eraseFamily } from "../families/erase_family.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { removeFromFamily } from "../families/change_member.ts";
import { findRemaining } from "../families/members.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { getAccount } from "../auth/accounts.ts";
import { reauthenticate } from "../auth/reauthenticate.ts";

/**
 * Deletes the account for good. A family that it was alone in goes with it; one that would be
 * left without an owner keeps it from going.
 */
export async function deleteProfile(
  deps: AuthDeps,
  { caller, body, client, log }: CheckedRequest<"deleteProfile">,
): Promise<undefined> {
  const account = await getAccount(deps.db, caller.accountId);
  await reauthenticate(deps, account, { password: body.password, address: client.address });
  await deps.transaction(async (tx) => {
    await leaveFamilies(deps, tx, { accountId: caller.accountId, forget: body.forget });
    await tx.deleteFrom("accounts").where("id", "=", caller.accountId).execute();
  });
  log.info("account deleted", { account_id: caller.accountId });
}

async function leaveFamilies(
  deps: AuthDeps,
  tx: Transaction<Tables>,
  { accountId, forget }: { readonly accountId: string; readonly forget?: boolean },
): Promise<void> {
  const ownerless: { readonly id: string; readonly name: string }[] = [];
  for (const { id, name } of await listOwnFamilies(tx, accountId)) {
    const departure = { familyId: id, memberId: accountId, actorId: accountId, forget };
    await removeFromFamily(deps, tx, departure);
    const left = await findRemaining(tx, id);
    if (left === "nobody") await eraseFamily(tx, id);
    if (left === "no owner") ownerless.push({ id, name });
  }
  if (ownerless.length === 0) return;
  const names = ownerless.map(({ name }) => name).join(", ");
  const detail = `You are the last owner of: ${names}. Make someone else an owner first.`;
  throw new Problem("last_owner", { detail, fields: { families: ownerless } });
}

async function listOwnFamilies(tx: Transaction<Tables>, accountId: string) {
  return await tx.selectFrom("members").innerJoin("families", "families.id", "members.family_id")
    .select(["families.id", "families.name"]).where("account_id", "=", accountId)
    .orderBy("families.name").execute();
}
