import { MAX_NEW_POSTS } from "../../shared/contract/journal.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getMembership, getOwnRole } from "../auth/memberships.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { listNewTimes, updateSeenAt } from "./posts.ts";

/** Until when the caller has seen the journal, and how many posts of others are new. */
export async function getSeen(
  { db }: Deps,
  { caller: { accountId }, params: { family_id: familyId } }: CheckedRequest<"getSeen">,
): Promise<Reply<"getSeen">> {
  const { seen_at } = await getMembership(db, familyId, accountId);
  const times = await listNewTimes(db, familyId, seen_at, accountId, MAX_NEW_POSTS);
  return {
    until: seen_at === "" ? null : seen_at,
    new_posts: times.length,
    newest: times[0]?.created_at ?? null,
  };
}

/** Notes until when the caller has seen the journal. */
export async function setSeen(
  deps: Deps,
  { caller, params: { family_id: familyId }, body: { until } }: CheckedRequest<"setSeen">,
): Promise<undefined> {
  const { accountId } = caller;
  const now = deps.now().toISOString();
  await deps.transaction(async (tx) => {
    await getOwnRole(tx, familyId, caller);
    // Nobody has seen what is not written yet.
    await updateSeenAt(tx, { familyId, accountId, until: until < now ? until : now });
  });
}
