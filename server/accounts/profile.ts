import type { Reply } from "../../shared/contract/mod.ts";
import { getAccount } from "../auth/accounts.ts";
import { getFamilyOf } from "../families/families.ts";
import { renameMemberPeople } from "../families/member_people.ts";
import type { Deps } from "../http/deps.ts";
import { boundFamilyOf, type CheckedRequest } from "../http/handler.ts";
import { getProfileOf, renameAccount } from "./profiles.ts";

/** The caller's account and families; a bound script token sees one family only. */
export async function getProfile(
  { db, now }: Deps,
  { caller }: CheckedRequest<"getProfile">,
): Promise<Reply<"getProfile">> {
  const profile = await getProfileOf(db, caller, now());
  const boundTo = boundFamilyOf(caller);
  if (boundTo === undefined) return profile;
  const { id, name, role } = await getFamilyOf(db, caller.accountId, boundTo);
  return { ...profile, families: [{ id, name, role }] };
}

/** Changes the caller's name. */
export async function updateProfile(
  deps: Deps,
  { caller, body: { name }, log }: CheckedRequest<"updateProfile">,
): Promise<Reply<"updateProfile">> {
  const { accountId } = caller;
  const profile = await deps.transaction(async (tx) => {
    const { name: from } = await getAccount(tx, accountId);
    await renameAccount(tx, accountId, name);
    await renameMemberPeople(deps, tx, { accountId, from, to: name });
    return await getProfileOf(tx, caller, deps.now());
  });
  log.info("name changed", { account_id: accountId });
  return profile;
}
