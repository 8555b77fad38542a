import { type AliasableExpression, sql, SqliteAdapter } from "kysely";
import type { Db } from "./database.ts";

/** A word as it is indexed: letters, digits and marks, or an emoji. */
export interface SearchedWord {
  readonly text: string;
  /** Whether it may go on. */
  readonly isPrefix: boolean;
}

/**
 * Selects the ids of the posts of a family that contain words, at least one: all of them in the
 * post itself, or all in one of its comments.
 */
export function selectPostsWith(
  db: Db,
  familyId: string,
  words: readonly SearchedWord[],
): AliasableExpression<string> {
  return db.getExecutor().adapter instanceof SqliteAdapter
    ? matchInSqlite(familyId, words)
    : matchInPostgres(familyId, words);
}

function matchInSqlite(familyId: string, words: readonly SearchedWord[]) {
  const family = familyId.replaceAll("-", "");
  const match = words.map(({ text, isPrefix }) => `"${family}${text}"${isPrefix ? "*" : ""}`)
    .join(" ");
  return sql<string>`(select post_id from search_index
    join search_rows on number = search_index.rowid where search_index match ${match})`;
}

function matchInPostgres(familyId: string, words: readonly SearchedWord[]) {
  const match = words.map(({ text, isPrefix }) => `'${familyId}${text}'${isPrefix ? ":*" : ""}`)
    .join(" & ");
  // The expression of the index, in 0015_search.ts.
  return sql<string>`(select post_id from journal_words where array_to_tsvector(
    string_to_array(family_id || replace(words, ' ', ' ' || family_id), ' ')
  ) @@ ${match}::tsquery)`;
}
