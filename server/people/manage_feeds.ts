import { type Feed, MAX_FEEDS } from "../../shared/contract/feeds.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getOwnRole } from "../auth/memberships.ts";
import { hashSecret } from "../auth/secrets.ts";
import type { System } from "../config/system.ts";
import { newId } from "../database/ids.ts";
import { addToLog } from "../families/family_log.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { PeopleDeps } from "./deps.ts";
import { deleteFeedRow, findFeed, insertFeed, listFeedsOf } from "./feeds.ts";
import { maySeeAllFeeds } from "./rules.ts";

/** Prefix of every feed's secret, so that secret scanners recognize it. */
const FEED_PREFIX = "circle_feed_";

/** The caller's feeds of a family, newest first; those of all members for admins and owners. */
export async function listFeeds(
  { db }: Deps,
  { caller, params }: CheckedRequest<"listFeeds">,
): Promise<Feed[]> {
  const role = await getOwnRole(db, params.family_id, caller);
  const maker = maySeeAllFeeds(role) ? undefined : caller.accountId;
  return await listFeedsOf(db, params.family_id, maker);
}

/** Creates a feed; only this reply has its URL. */
export async function createFeed(
  deps: PeopleDeps,
  { caller, params: { family_id: familyId }, body: { name }, log }: CheckedRequest<"createFeed">,
): Promise<Reply<"createFeed">> {
  const { accountId } = caller;
  const secret = newFeedSecret(deps);
  const id = newId(deps);
  const row = {
    id,
    family_id: familyId,
    account_id: accountId,
    hash: hashSecret(secret),
    name,
    created_at: deps.now().toISOString(),
  };
  const feed = await deps.transaction(async (tx) => {
    await getOwnRole(tx, familyId, caller);
    const own = await listFeedsOf(tx, familyId, accountId);
    if (own.length >= MAX_FEEDS) throw new Problem("too_many_feeds");
    await insertFeed(tx, row);
    await addToLog(deps, tx, { familyId, event: "feed_made", actorId: accountId, note: name });
    return (await listFeedsOf(tx, familyId, accountId)).find((made) => made.id === id)!;
  });
  log.info("feed made", { account_id: accountId, family_id: familyId, feed_id: id });
  return { ...feed, url: `${deps.publicUrl}/feeds/${secret}.ics` };
}

/** 128 random bits, for a short URL; only the hash is stored. */
function newFeedSecret({ randomBytes }: System): string {
  return FEED_PREFIX + randomBytes(16).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Revokes a feed: from the next request on its URL is unknown. */
export async function deleteFeed(
  deps: Deps,
  { caller, params, log }: CheckedRequest<"deleteFeed">,
): Promise<undefined> {
  const { family_id: familyId, feed_id: id } = params;
  const { accountId: actorId } = caller;
  await deps.transaction(async (tx) => {
    const role = await getOwnRole(tx, familyId, caller);
    const feed = await findFeed(tx, familyId, id);
    const isVisible = feed && (feed.account_id === actorId || maySeeAllFeeds(role));
    if (!isVisible) throw new Problem("not_found"); // members do not learn of the feeds of others
    await deleteFeedRow(tx, id);
    await addToLog(deps, tx, {
      familyId,
      event: "feed_ended",
      actorId,
      memberId: feed.account_id,
      note: feed.name,
    });
  });
  log.info("feed ended", { account_id: actorId, family_id: familyId, feed_id: id });
}
