import type { Static } from "typebox";
import type { Endpoint } from "../endpoint.ts";
import { AccountRef, Id, PersonName, Timestamp } from "./fields.ts";

/** Feeds that a member may have in a family. */
export const MAX_FEEDS = 10;

const FeedName = { ...PersonName, examples: ["my phone"] } as const;

const FEED_FIELDS = {
  id: Id,
  name: FeedName,
  account: { ...AccountRef, description: "Who made it." },
  created_at: Timestamp,
  last_used_at: { ...Timestamp, type: ["string", "null"], description: "To the day." },
} as const;

/** A secret URL at which a calendar reads the birthdays of a family; it is shown once. */
export const Feed = {
  title: "Feed",
  type: "object",
  additionalProperties: false,
  required: ["id", "name", "account", "created_at", "last_used_at"],
  properties: FEED_FIELDS,
} as const;
export type Feed = Static<typeof Feed>;

/** A new feed with its URL. */
export const NewFeed = {
  ...Feed,
  title: "NewFeed",
  required: ["url", ...Feed.required],
  properties: {
    ...FEED_FIELDS,
    url: {
      type: "string",
      description: "It shows names and dates to anyone who has it. Only this reply has it.",
      examples: ["https://circle.example.org/feeds/circle_feed_q83vASNFZ4mrze8BI0Vniw.ics"],
    },
  },
} as const;
export type NewFeed = Static<typeof NewFeed>;

const CreateFeedRequest = {
  title: "CreateFeedRequest",
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: FeedName },
} as const;

/** The endpoints of feeds. */
export const feeds = {
  listFeeds: {
    method: "GET",
    path: "/families/{family_id}/feeds",
    access: "session",
    summary: "List one's own feeds, the newest first; admins and owners see those of everyone",
    status: 200,
    reply: { kind: "json", schema: { title: "Feeds", type: "array", items: Feed } },
    problems: [],
  },
  createFeed: {
    method: "POST",
    path: "/families/{family_id}/feeds",
    access: "session",
    summary: "Create a feed of the birthdays; only this reply has its address",
    description: "A calendar app reads it without signing in. It shows names and dates only, and " +
      "ends when it is revoked or its maker leaves. A member may have 10 in a family.",
    body: { kind: "json", schema: CreateFeedRequest },
    status: 201,
    reply: { kind: "json", schema: NewFeed },
    problems: ["too_many_feeds", "storage_full"],
  },
  deleteFeed: {
    method: "DELETE",
    path: "/families/{family_id}/feeds/{feed_id}",
    access: "session",
    summary: "Revoke a feed: one's own, or as admin or owner any",
    status: 204,
    problems: ["storage_full"],
  },
  readFeed: {
    method: "GET",
    path: "/feeds/{secret}.ics",
    access: "anyone",
    summary: "Read the birthdays of a family, as a calendar app does",
    description: "With `If-None-Match` it answers 304 where nothing has changed.",
    ignoresQuery: true,
    status: 200,
    reply: { kind: "text", mediaType: "text/calendar; charset=utf-8" },
    problems: ["too_many_requests"],
  },
} as const satisfies Record<string, Endpoint>;
