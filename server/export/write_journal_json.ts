import type { Export, ExportedPost } from "./read_journal.ts";

/** Writes the journal as JSON, for programs: as in the API, with all comments and reactions. */
export async function* writeJournalJson(
  posts: AsyncIterable<ExportedPost>,
  { family, now }: Pick<Export, "family" | "now">,
): AsyncGenerator<string> {
  const head = JSON.stringify({ family, exported_at: now.toISOString() });
  yield `${head.slice(0, -1)},"posts":[`;
  let separator = "\n";
  for await (const post of posts) {
    yield separator + JSON.stringify(post);
    separator = ",\n";
  }
  yield "\n]}\n";
}
