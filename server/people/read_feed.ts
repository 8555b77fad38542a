import { createHash } from "node:crypto";
import { VERSION } from "../../shared/version.ts";
import { hashSecret } from "../auth/secrets.ts";
import { networkOf } from "../config/ip_address.ts";
import type { CheckedRequest, TextResult } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { dayIn, yearOf } from "./days.ts";
import type { PeopleDeps } from "./deps.ts";
import { listCalendarPeople, listFeedsByHash, updateFeedUse } from "./feeds.ts";
import { type Calendar, writeCalendar } from "./write_calendar.ts";

/** The calendar of a feed. An unknown feed is answered like any unknown path. */
export async function readFeed(
  deps: PeopleDeps,
  { params, client }: CheckedRequest<"readFeed">,
): Promise<TextResult> {
  const { db, now, config } = deps;
  const [feed] = await listFeedsByHash(db, hashSecret(params.secret));
  if (!feed) return refuseUnknown(deps, client.address);
  await noteUse(deps, feed);
  const calendar = {
    name: feed.family_name,
    year: yearOf(dayIn(config.timeZone, now())),
    people: await listCalendarPeople(db, feed.family_id),
  };
  return {
    text: () => writeCalendar(calendar),
    etag: tagOf(calendar),
    headers: { "X-Robots-Tag": "noindex" },
  };
}

function refuseUnknown({ unknownFeeds, now }: PeopleDeps, address: string): never {
  const retryAfter = unknownFeeds.count(networkOf(address), now());
  if (retryAfter === undefined) throw new Problem("not_found");
  throw new Problem("too_many_requests", {
    retryAfter,
    detail: "There were too many requests for feeds that do not exist.",
  });
}

/** Notes once a day that a feed was read. If that cannot be written, the feed is still answered. */
async function noteUse(
  { transaction, now, log }: PeopleDeps,
  { id, last_used_at }: { readonly id: string; readonly last_used_at: string | null },
): Promise<void> {
  const time = now().toISOString();
  if (last_used_at !== null && last_used_at.slice(0, 10) === time.slice(0, 10)) return;
  try {
    await transaction((tx) => updateFeedUse(tx, id, time));
  } catch (error) {
    log.warn("use of a feed could not be noted", { feed_id: id, error: (error as Error).message });
  }
}

/**
 * A strong entity tag: a hash of everything that the bytes depend on, including the version of the
 * program. A changed person has a later `updatedAt`.
 */
function tagOf({ name, year, people }: Calendar): string {
  const hash = createHash("sha256").update(JSON.stringify([VERSION, name, year]));
  for (const { id, updatedAt } of people) hash.update(id).update(updatedAt);
  return `"${hash.digest("base64url")}"`;
}
