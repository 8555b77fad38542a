import type { Comment, Post, Seen } from "../../shared/contract/journal.ts";
import { getOwnFamily } from "./own_family.ts";
import type { SignedInRequest } from "./page.ts";

/** What is new to the one who looks. */
export interface News extends Seen {
  /** Their account: nothing of their own is new to them. */
  readonly ownId: string;
}

/** What is new in the family of a page. */
export async function fetchNews(request: SignedInRequest): Promise<News> {
  const { id: family_id } = getOwnFamily(request);
  const seen = await request.call("getSeen", { params: { family_id } });
  return { ...seen, ownId: request.profile.id };
}

/** Whether a post or a comment is new. */
export function isNew(
  { until, ownId }: News,
  { author, created_at }: Pick<Post | Comment, "author" | "created_at">,
): boolean {
  return author.id !== ownId && isAfter(created_at, until);
}

/** Whether a post has new comments. */
export function hasNewComments({ until }: News, { commented_at }: Post): boolean {
  return commented_at !== null && isAfter(commented_at, until);
}

/** Until when everything new is seen that is known here; `undefined` where nothing is new. */
export function findNewest(news: News, posts: readonly Post[]): string | undefined {
  const times = posts.filter((post) => hasNewComments(news, post))
    .map(({ commented_at }) => commented_at!); // those without have none
  return [...news.newest === null ? [] : [news.newest], ...times].toSorted().at(-1);
}

function isAfter(timestamp: string, until: string | null): boolean {
  return until === null || timestamp > until;
}
