import type { Transaction } from "kysely";
import type { Post, ReactionKind } from "../../shared/contract/journal.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";

/** A reaction with the name of who reacted. */
export interface NamedReaction {
  readonly name: string;
  readonly kind: ReactionKind;
}

/** How many members reacted how to posts, by the posts' ids; one without reactions is left out. */
export async function countReactions(
  db: Db,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, Post["reactions"]>> {
  const rows = await db.selectFrom("reactions").select(({ fn }) => [
    "post_id",
    "kind",
    fn.countAll<number | bigint | string>().as("count"),
  ]).where("post_id", "in", postIds).groupBy(["post_id", "kind"]).execute();
  const counts = new Map<string, Post["reactions"]>();
  for (const { post_id, kind, count } of rows) {
    counts.set(post_id, { ...counts.get(post_id), [kind]: Number(count) });
  }
  return counts;
}

/** How an account reacted to posts, by the posts' ids. */
export async function listReactionsOf(
  db: Db,
  postIds: readonly string[],
  accountId: string,
): Promise<ReadonlyMap<string, ReactionKind>> {
  const rows = await db.selectFrom("reactions").select(["post_id", "kind"])
    .where("post_id", "in", postIds).where("account_id", "=", accountId).execute();
  return new Map(rows.map(({ post_id, kind }) => [post_id, kind]));
}

/** Who reacted how to posts, by the posts' ids; a post without reactions is left out. */
export async function listReactionsByPost(
  db: Db,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, readonly NamedReaction[]>> {
  if (postIds.length === 0) return new Map();
  const rows = await db.selectFrom("reactions")
    .innerJoin("accounts", "accounts.id", "reactions.account_id")
    .select(["post_id", "kind", "accounts.name"]).where("post_id", "in", postIds)
    .orderBy("at").orderBy("accounts.id").execute();
  const reactions = new Map<string, NamedReaction[]>();
  for (const { post_id, kind, name } of rows) {
    reactions.set(post_id, [...reactions.get(post_id) ?? [], { name, kind }]);
  }
  return reactions;
}

/** Someone's reaction to a post. */
interface ReactionOf {
  readonly postId: string;
  readonly accountId: string;
}

/** Sets the one reaction of an account to a post. */
export async function upsertReaction(
  tx: Transaction<Tables>,
  { postId, accountId }: ReactionOf,
  { kind, at }: { readonly kind: ReactionKind; readonly at: string },
): Promise<void> {
  await tx.insertInto("reactions").values({ post_id: postId, account_id: accountId, kind, at })
    .onConflict((conflict) => conflict.columns(["post_id", "account_id"]).doUpdateSet({ kind, at }))
    .execute();
}

/** Takes back the reaction of an account to a post, if there is one. */
export async function deleteReaction(
  tx: Transaction<Tables>,
  { postId, accountId }: ReactionOf,
): Promise<void> {
  await tx.deleteFrom("reactions").where("post_id", "=", postId)
    .where("account_id", "=", accountId).execute();
}
