import type { SelectQueryBuilder } from "kysely";
import type { OwnJournal } from "../../shared/contract/journal.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

/** Someone who writes, in one family or in all of theirs. */
interface Author {
  readonly authorId: string;
  readonly familyId?: string;
}

/** How much someone has written, and what others have said to it: what `journal: erase` deletes. */
export async function countWritten(db: Db, { authorId, familyId }: Author): Promise<OwnJournal> {
  let posts = db.selectFrom("posts").where("posts.author_id", "=", authorId);
  let comments = db.selectFrom("comments").innerJoin("posts", "posts.id", "comments.post_id")
    .where("comments.author_id", "=", authorId);
  if (familyId !== undefined) {
    posts = posts.where("posts.family_id", "=", familyId);
    comments = comments.where("posts.family_id", "=", familyId);
  }
  const ofOthers = posts.innerJoin("comments", "comments.post_id", "posts.id").where((eb) =>
    eb.or([eb("comments.author_id", "is", null), eb("comments.author_id", "!=", authorId)])
  );
  return {
    posts: await count(posts),
    comments: await count(comments),
    comments_of_others: await count(ofOthers),
  };
}

/** How many rows a query has, which selects no columns yet. */
async function count<T extends keyof Tables>(
  rows: SelectQueryBuilder<Tables, T, Record<never, never>>,
): Promise<number> {
  const { total } = await rows
    .select(({ fn }) => fn.countAll<number | bigint | string>().as("total"))
    .executeTakeFirstOrThrow();
  return Number(total);
}
