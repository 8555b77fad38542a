import type { DatabaseSync } from "node:sqlite";
import { listIndexedWords } from "../../../server/journal/search_words.ts";
import { newId } from "../../../server/database/ids.ts";
import { SYSTEM } from "../../../server/config/system.ts";

/** Comments under each post. */
const COMMENTS = 4;

const [POST_WORDS, COMMENT_WORDS] = [40, 12];

/** Words of a family's language. As in real ones, a few make up most of what is said. */
const VOCABULARY = 20_000;

/** A journal of so many posts, each with comments of the same member, told one minute apart. */
export function addPosts(
  database: DatabaseSync,
  { familyId, authorId }: { readonly familyId: string; readonly authorId: string },
  count: number,
): void {
  const post = database.prepare(
    `insert into posts (id, family_id, author_id, author_name, text, happened_key, created_at)
     values (?, ?, ?, 'Anna', ?, ?, ?)`,
  );
  const comment = database.prepare(
    `insert into comments (id, post_id, author_id, author_name, text, created_at)
     values (?, ?, ?, 'Anna', ?, ?)`,
  );
  const words = database.prepare(
    "insert into journal_words (id, family_id, post_id, comment_id, words) values (?, ?, ?, ?, ?)",
  );
  const index = (text: string) => listIndexedWords(text).join(" ");
  for (let at = 0; at < count; at++) {
    const time = Date.now() - (count - at) * 60_000;
    const told = new Date(time).toISOString();
    const id = newId({ ...SYSTEM, now: () => new Date(time) });
    const text = makeText(at, POST_WORDS);
    post.run(id, familyId, authorId, text, told.slice(0, 10), told);
    words.run(id, familyId, id, null, index(text));
    for (let nth = 0; nth < COMMENTS; nth++) {
      const said = newId({ ...SYSTEM, now: () => new Date(time) });
      const answer = makeText(at * COMMENTS + nth, COMMENT_WORDS);
      comment.run(said, id, authorId, answer, told);
      words.run(said, familyId, id, said, index(answer));
    }
  }
}

/** A word of the vocabulary: the first are the most common. */
export function wordAt(rank: number): string {
  return `w${(rank * 7919 % 104_729).toString(36)}${"aeiouy"[rank % 6]}`;
}

/** As many words as are wanted, each about as often as its rank says (Zipf), and one in every text. */
function makeText(seed: number, length: number): string {
  const words = Array.from({ length: length - 1 }, (_, at) => {
    const chance = (seed * 31 + at * 17) * 2_654_435_761 % 4_294_967_296 / 4_294_967_296;
    return wordAt(Math.floor(VOCABULARY ** chance));
  });
  return `Today ${words.join(" ")}.`;
}
