import type { Reply } from "../../shared/contract/mod.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { nameKey } from "../families/members.ts";
import type { Deps } from "../http/deps.ts";
import { getProfileOf } from "./profiles.ts";

/** Who is signed in, and in which families; a script token may know of one only. */
export async function getProfile(
  { db }: Deps,
  { caller }: CheckedRequest<"getProfile">,
): Promise<Reply<"getProfile">> {
  const profile = await getProfileOf(db, caller.accountId);
  const boundTo = caller.scriptToken?.familyId;
  if (boundTo === undefined) return profile;
  return { ...profile, families: profile.families.filter(({ id }) => id === boundTo) };
}

/** Changes one's own name. */
export async function updateProfile(
  { transaction }: Deps,
  { caller, body, log }: CheckedRequest<"updateProfile">,
): Promise<Reply<"updateProfile">> {
  const profile = await transaction(async (tx) => {
    await tx.updateTable("accounts").set({ name: body.name }).where("id", "=", caller.accountId)
      .execute();
    await tx.updateTable("members").set({ name_key: nameKey(body.name) })
      .where("account_id", "=", caller.accountId).execute();
    return await getProfileOf(tx, caller.accountId);
  });
  log.info("name changed", { account_id: caller.accountId });
  return profile;
}
