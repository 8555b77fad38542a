import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import { listIndexedWords } from "./search_words.ts";

/** What is found by its words: a post, or a comment under one. */
interface IndexedText {
  readonly familyId: string;
  readonly postId: string;
  readonly commentId?: string;
  readonly text: string;
}

/** Makes a post or a comment be found by its words, and no longer by those it had before. */
export async function indexWords(
  tx: Transaction<Tables>,
  { familyId: family_id, postId: post_id, commentId: comment_id, text }: IndexedText,
): Promise<void> {
  const words = listIndexedWords(text).join(" ");
  await tx.insertInto("journal_words")
    .values({ id: comment_id ?? post_id, family_id, post_id, comment_id, words })
    .onConflict((conflict) => conflict.column("id").doUpdateSet({ words })).execute();
}
