import type { Insertable, Selectable, Transaction } from "kysely";
import type { Comment } from "../../shared/contract/journal.ts";
import type { PageQuery } from "../../shared/contract/fields.ts";
import type { Db } from "../database/database.ts";
import type { CommentsTable, Tables } from "../database/tables.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { indexWords } from "./index_words.ts";

/** A comment as it is stored. */
type CommentRow = Selectable<CommentsTable>;

/** How many comments posts have, by their ids; none is left out. */
export async function countComments(
  db: Db,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.selectFrom("comments").select(({ fn }) => [
    "post_id",
    fn.countAll<number | bigint | string>().as("count"),
  ]).where("post_id", "in", postIds).groupBy("post_id").execute();
  return new Map(rows.map(({ post_id, count }) => [post_id, Number(count)]));
}

/** The comments of a post, the oldest first, a page at a time. */
export async function listCommentsOf(
  db: Db,
  postId: string,
  page: PageQuery,
): Promise<Page<Comment>> {
  const after = readCursor(page, 1);
  let comments = selectComments(db).where("comments.post_id", "=", postId);
  if (after) comments = comments.where("comments.id", ">", after[0]!);
  const rows = await comments.orderBy("comments.id").limit(rowsToFetch(page)).execute();
  const { items, next } = cutPage(rows, page, ({ id }) => [id]);
  return { items: items.map(toComment), next };
}

/** All comments of posts, the oldest first, by the posts' ids; a post without any is left out. */
export async function listCommentsByPost(
  db: Db,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Comment[]>> {
  if (postIds.length === 0) return new Map();
  const rows = await selectComments(db).where("post_id", "in", postIds).orderBy("comments.id")
    .execute();
  return Map.groupBy(rows.map(toComment), ({ post_id }) => post_id);
}

/** One comment as the family sees it. */
export async function getComment(db: Db, id: string): Promise<Comment> {
  const row = await selectComments(db).where("comments.id", "=", id).executeTakeFirst();
  if (!row) throw new Problem("not_found");
  return toComment(row);
}

function selectComments(db: Db) {
  return db.selectFrom("comments").leftJoin("accounts", "accounts.id", "comments.author_id")
    .selectAll("comments").select("accounts.name as account_name");
}

function toComment(row: CommentRow & { readonly account_name: string | null }): Comment {
  return {
    id: row.id,
    post_id: row.post_id,
    author: { id: row.author_id, name: row.account_name ?? row.author_name },
    text: row.text,
    created_at: row.created_at,
    edited_at: row.edited_at,
  };
}

/** A comment; refused where there is none. */
export async function getCommentRow(db: Db, id: string): Promise<CommentRow> {
  const row = await db.selectFrom("comments").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new Problem("not_found");
  return row;
}

/** Whether a post has so many comments, or more. */
export async function hasComments(db: Db, postId: string, count: number): Promise<boolean> {
  const row = await db.selectFrom("comments").select("id").where("post_id", "=", postId)
    .orderBy("id").limit(1).offset(count - 1).executeTakeFirst();
  return row !== undefined;
}

/** Adds a comment in a family. */
export async function insertComment(
  tx: Transaction<Tables>,
  familyId: string,
  row: Insertable<CommentsTable>,
): Promise<void> {
  await tx.insertInto("comments").values(row).execute();
  const { id: commentId, post_id: postId, text } = row;
  await indexWords(tx, { familyId, postId, commentId, text });
}

/** Changes what a comment in a family says. */
export async function updateCommentRow(
  tx: Transaction<Tables>,
  familyId: string,
  { id: commentId, post_id: postId, text, edited_at }: CommentRow,
): Promise<void> {
  await tx.updateTable("comments").set({ text, edited_at }).where("id", "=", commentId).execute();
  await indexWords(tx, { familyId, postId, commentId, text });
}

/** Deletes a comment. */
export async function deleteCommentRow(tx: Transaction<Tables>, id: string): Promise<void> {
  await tx.deleteFrom("comments").where("id", "=", id).execute();
}
