import type { AuthDeps } from "../auth/deps.ts";
import { assertSameHash, reauthenticate } from "../auth/reauthenticate.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { eraseAccount } from "./erase_account.ts";
import type { SharedFamily } from "./profiles.ts";

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
  await reauthenticate(deps, { accountId, password }, (account) =>
    eraseAccount(deps, {
      accountId,
      actorId: accountId,
      forget,
      journal,
      recheck: (tx) => assertSameHash(tx, account),
      refuse: refuseLastOwner,
    }));
  log.info("account deleted", { account_id: accountId });
}

function refuseLastOwner(families: readonly Pick<SharedFamily, "id" | "name">[]): Problem {
  const names = families.map(({ name }) => name).join(", ");
  const detail = `You are the last owner of: ${names}. Make someone else an owner first.`;
  return new Problem("last_owner", { detail, fields: { families: [...families] } });
}
