import type { Insertable, Selectable, Transaction } from "kysely";
import type { Post, PostsQuery } from "../../shared/contract/journal.ts";
import { getMembership } from "../auth/memberships.ts";
import type { Db } from "../database/database.ts";
import { selectPostsWith } from "../database/match_words.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { PostsTable, Tables } from "../database/tables.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { listPhotosByPost, toPostPhoto } from "../photos/photos.ts";
import { countComments } from "./comments.ts";
import { indexWords } from "./index_words.ts";
import { countReactions, listReactionsOf } from "./reactions.ts";
import { readSearch } from "./search_words.ts";

/** A post as it is stored. */
export type PostRow = Selectable<PostsTable>;

/** Whose journal is listed, and for whom. */
interface JournalQuery extends PostsQuery {
  readonly familyId: string;
  /** The account that looks. */
  readonly accountId: string;
}

/** The posts of a family, a page at a time. */
export async function listPostsOf(
  db: Db,
  { familyId, accountId, order = "told", new: onlyNew = false, q, ...page }: JournalQuery,
): Promise<Page<Post>> {
  const isByTime = order === "happened";
  const before = readCursor(page, isByTime ? 2 : 1);
  let posts = selectPosts(db, accountId).where("posts.family_id", "=", familyId);
  if (q !== undefined) {
    const search = readSearch(q);
    if (search.length === 0) return { items: [] }; // no word to find
    for (const words of search) {
      posts = posts.where("posts.id", "in", selectPostsWith(db, familyId, words));
    }
  }
  if (onlyNew) {
    const { seen_at } = await getMembership(db, familyId, accountId);
    posts = posts.where("posts.created_at", ">", seen_at)
      .where((eb) => eb.or([eb("author_id", "is", null), eb("author_id", "!=", accountId)]));
  }
  if (before) {
    posts = posts.where(({ eb, refTuple, tuple }) =>
      isByTime
        ? eb(refTuple("posts.happened_key", "posts.id"), "<", tuple(before[0]!, before[1]!))
        : eb("posts.id", "<", before[0]!)
    );
  }
  if (isByTime) posts = posts.orderBy("posts.happened_key", "desc");
  const rows = await posts.orderBy("posts.id", "desc").limit(rowsToFetch(page)).execute();
  const { items, next } = cutPage(
    rows,
    page,
    ({ id, happened_key }) => isByTime ? [happened_key, id] : [id],
  );
  return { items: await addEchoes(db, items, accountId), next };
}

/** One post as an account sees it. */
export async function getPostFor(db: Db, id: string, accountId: string): Promise<Post> {
  const row = await selectPosts(db, accountId).where("posts.id", "=", id).executeTakeFirst();
  if (!row) throw new Problem("not_found");
  const [post] = await addEchoes(db, [row], accountId);
  return post!; // one of one
}

function selectPosts(db: Db, accountId: string) {
  return db.selectFrom("posts").leftJoin("accounts", "accounts.id", "posts.author_id")
    .selectAll("posts").select("accounts.name as account_name")
    .select((eb) =>
      eb.selectFrom("comments").select("comments.created_at")
        .whereRef("comments.post_id", "=", "posts.id")
        .where(({ eb, or }) =>
          or([eb("comments.author_id", "is", null), eb("comments.author_id", "!=", accountId)])
        )
        .orderBy("comments.id", "desc").limit(1).as("commented_at")
    );
}

type ShownRow = PostRow & {
  readonly account_name: string | null;
  readonly commented_at: string | null;
};

/** Posts with their reactions and the number of their comments. */
async function addEchoes(db: Db, rows: readonly ShownRow[], accountId: string): Promise<Post[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const comments = await countComments(db, ids);
  const reactions = await countReactions(db, ids);
  const own = await listReactionsOf(db, ids, accountId);
  const photos = await listPhotosByPost(db, ids);
  return rows.map((row) => ({
    id: row.id,
    family_id: row.family_id,
    author: { id: row.author_id, name: row.account_name ?? row.author_name },
    text: row.text,
    happened_on: row.happened_on,
    photos: photos.get(row.id)?.map(toPostPhoto) ?? [],
    reactions: reactions.get(row.id) ?? {},
    my_reaction: own.get(row.id) ?? null,
    comments: comments.get(row.id) ?? 0,
    commented_at: row.commented_at,
    created_at: row.created_at,
    edited_at: row.edited_at,
  }));
}

/** A post; refused where there is none. */
export async function getPostRow(db: Db, id: string): Promise<PostRow> {
  const [row] = await listPostRows(db, id);
  if (!row) throw new Problem("not_found");
  return row;
}

const listPostRows = preparedQuery((db, id: string) =>
  db.selectFrom("posts").selectAll().where("id", "=", id)
);

/** The post of a family that a client has given a name. */
export async function findPostOnce(
  db: Db,
  familyId: string,
  once: string,
): Promise<PostRow | undefined> {
  return await db.selectFrom("posts").selectAll().where("family_id", "=", familyId)
    .where("once", "=", once).executeTakeFirst();
}

/** Whether an author has written so many posts in a family since a moment (ISO-8601, UTC). */
export async function hasWritten(
  db: Db,
  { familyId, authorId, since, count }: {
    readonly familyId: string;
    readonly authorId: string;
    readonly since: string;
    readonly count: number;
  },
): Promise<boolean> {
  const row = await db.selectFrom("posts").select("id").where("author_id", "=", authorId)
    .where("family_id", "=", familyId).where("created_at", ">", since)
    .limit(1).offset(count - 1).executeTakeFirst();
  return row !== undefined;
}

/** Adds a post. */
export async function insertPost(
  tx: Transaction<Tables>,
  row: Insertable<PostsTable>,
): Promise<void> {
  await tx.insertInto("posts").values(row).execute();
  await indexWords(tx, { familyId: row.family_id, postId: row.id, text: row.text });
}

/** Changes what a post says. */
export async function updatePostRow(
  tx: Transaction<Tables>,
  { id, family_id: familyId, text, happened_on, happened_key, edited_at }: PostRow,
): Promise<void> {
  await tx.updateTable("posts").set({ text, happened_on, happened_key, edited_at })
    .where("id", "=", id).execute();
  await indexWords(tx, { familyId, postId: id, text });
}

/** Deletes a post with its comments and reactions. */
export async function deletePostRow(tx: Transaction<Tables>, id: string): Promise<void> {
  await tx.deleteFrom("posts").where("id", "=", id).execute();
}

/** When the newest posts of a family were told that are new to an account, the newest first. */
export const listNewTimes = preparedQuery(
  (db, familyId: string, seenAt: string, accountId: string, count: number) =>
    db.selectFrom("posts").select("created_at").where("family_id", "=", familyId)
      .where("created_at", ">", seenAt)
      .where((eb) => eb.or([eb("author_id", "is", null), eb("author_id", "!=", accountId)]))
      .orderBy("created_at", "desc").limit(count),
);

/** Notes until when a member has seen the journal. It never goes back. */
export async function updateSeenAt(
  tx: Transaction<Tables>,
  { familyId, accountId, until }: {
    readonly familyId: string;
    readonly accountId: string;
    readonly until: string;
  },
): Promise<void> {
  await tx.updateTable("members").set({ seen_at: until }).where("family_id", "=", familyId)
    .where("account_id", "=", accountId).where("seen_at", "<", until).execute();
}
