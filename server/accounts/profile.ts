import type { Reply } from "../../shared/contract/mod.ts";
import { getAccount } from "../auth/accounts.ts";
import { renameMemberPeople } from "../families/member_people.ts";
import { nameKey } from "../families/name_key.ts";
import { boundFamilyOf, type CheckedRequest } from "../http/handler.ts";
import type { Deps } from "../http/deps.ts";
import { getProfileOf } from "./profiles.ts";

/** Who is signed in, and in which families; a script token may know of one only. */
export async function getProfile(
  { db }: Deps,
  { caller }: CheckedRequest<"getProfile">,
): Promise<Reply<"getProfile">> {
  const profile = await getProfileOf(db, caller.accountId);
  const boundTo = boundFamilyOf(caller);
  if (boundTo === undefined) return profile;
  return { ...profile, families: profile.families.filter(({ id }) => id === boundTo) };
}

/** Changes one's own name. */
export async function updateProfile(
  deps: Deps,
  { caller: { accountId }, body: { name }, log }: CheckedRequest<"updateProfile">,
): Promise<Reply<"updateProfile">> {
  const profile = await deps.transaction(async (tx) => {
    const { name: from } = await getAccount(tx, accountId);
    await tx.updateTable("accounts").set({ name }).where("id", "=", accountId).execute();
    await tx.updateTable("members").set({ name_key: nameKey(name) })
      .where("account_id", "=", accountId).execute();
    await renameMemberPeople(deps, tx, { accountId, from, to: name });
    return await getProfileOf(tx, accountId);
  });
  log.info("name changed", { account_id: accountId });
  return profile;
}
