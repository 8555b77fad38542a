import { type Kysely, sql, SqliteAdapter } from "kysely";
import { createTable } from "./create_table.ts";

/**
 * What posts and comments are found by. The database indexes each word with the family before it,
 * so that a search reads nothing of other families.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "journal_words")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("family_id", "text", (column) => column.notNull())
    .addColumn(
      "post_id",
      "text",
      (column) => column.notNull().references("posts.id").onDelete("cascade"),
    )
    .addColumn(
      "comment_id",
      "text",
      (column) => column.references("comments.id").onDelete("cascade"),
    )
    .addColumn("words", "text", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("journal_words_by_post").on("journal_words").column("post_id")
    .execute();
  await db.schema.createIndex("journal_words_by_comment").on("journal_words").column("comment_id")
    .execute();
  if (db.getExecutor().adapter instanceof SqliteAdapter) await createSqliteIndex(db);
  else await createPostgresIndex(db);
  await indexJournal(db as Kysely<JournalTables>); // as the migrations before made it
}

/** FTS5 without the texts (sqlite.org/fts5.html §4.4.2), which knows its rows by a number. */
async function createSqliteIndex(db: Kysely<unknown>): Promise<void> {
  await sql`create table search_rows (
    number integer primary key, id text not null unique, post_id text not null
  )`.execute(db);
  // A family takes 32 characters: prefixes of 1 to 3 characters of a word have an index.
  await sql`create virtual table search_index using fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii',
    prefix = '33 34 35'
  )`.execute(db);
  const words = sql.raw(
    "replace(' ' || new.words, ' ', ' ' || replace(new.family_id, '-', ''))",
  );
  await sql`create trigger search_insert after insert on journal_words begin
    insert into search_rows (id, post_id) values (new.id, new.post_id);
    insert into search_index (rowid, words) values (last_insert_rowid(), ${words});
  end`.execute(db);
  await sql`create trigger search_update after update of words on journal_words begin
    update search_index set words = ${words}
      where rowid = (select number from search_rows where id = new.id);
  end`.execute(db);
  await sql`create trigger search_delete after delete on journal_words begin
    delete from search_index where rowid = (select number from search_rows where id = old.id);
    delete from search_rows where id = old.id;
  end`.execute(db);
}

/** An index of an expression, which needs no further column. Words of different families differ. */
async function createPostgresIndex(db: Kysely<unknown>): Promise<void> {
  await sql`create index journal_words_search on journal_words using gin ((array_to_tsvector(
    string_to_array(family_id || replace(words, ' ', ' ' || family_id), ' ')
  ))) with (fastupdate = off)`.execute(db);
}

interface JournalTables {
  readonly posts: { readonly id: string; readonly family_id: string; readonly text: string };
  readonly comments: { readonly id: string; readonly post_id: string; readonly text: string };
  readonly journal_words: {
    readonly id: string;
    readonly family_id: string;
    readonly post_id: string;
    readonly comment_id: string | null;
    readonly words: string;
  };
}

/** Rows that are read and written at once. */
const BATCH = 500;

/** Indexes the posts and comments from before. */
async function indexJournal(db: Kysely<JournalTables>): Promise<void> {
  let last = "";
  while (true) {
    const posts = await db.selectFrom("posts").select(["id", "family_id", "text"])
      .where("id", ">", last).orderBy("id").limit(BATCH).execute();
    if (posts.length === 0) break;
    await db.insertInto("journal_words").values(posts.map(({ id, family_id, text }) => ({
      id,
      family_id,
      post_id: id,
      comment_id: null,
      words: listWords(text).join(" "),
    }))).execute();
    last = posts.at(-1)!.id;
  }
  last = "";
  while (true) {
    const comments = await db.selectFrom("comments")
      .innerJoin("posts", "posts.id", "comments.post_id")
      .select(["comments.id", "comments.post_id", "comments.text", "posts.family_id"])
      .where("comments.id", ">", last).orderBy("comments.id").limit(BATCH).execute();
    if (comments.length === 0) return;
    await db.insertInto("journal_words").values(comments.map(({ text, ...comment }) => ({
      ...comment,
      comment_id: comment.id,
      words: listWords(text).join(" "),
    }))).execute();
    last = comments.at(-1)!.id;
  }
}

/** The words of a text, as the program of this version indexes them. */
function listWords(text: string): string[] {
  const folded = text.normalize("NFKD").replaceAll("\u00ad", "").toLowerCase()
    .replaceAll(ACCENTS, "").normalize("NFC")
    .replaceAll(UNPLAIN, (letter) => PLAIN_LETTERS[letter]!);
  const runs = (folded.match(WORDS) ?? []).flatMap((word) => word.match(RUNS) ?? []);
  const words = runs.flatMap((run) => {
    const letters = [...run];
    if (!SPACELESS_RUN.test(run)) return [letters.slice(0, 50).join("")];
    return [...letters.slice(1).map((letter, at) => letters[at]! + letter), letters.at(-1)!];
  });
  return [...new Set(words)];
}

const WORDS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*|\p{Extended_Pictographic}/gu;

const SPACELESS =
  "\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}";

const SPACELESS_RUN = new RegExp(`^[${SPACELESS}]`, "u");

const RUNS = new RegExp(`[${SPACELESS}]+|[^${SPACELESS}]+`, "gu");

const ACCENTS =
  /[[\p{Mn}&&[\p{sc=Inherited}\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}]]--[\u3099\u309a]]/gv;

const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ı: "i",
  ς: "σ",
};

const UNPLAIN = new RegExp(`[${Object.keys(PLAIN_LETTERS).join("")}]`, "gu");
