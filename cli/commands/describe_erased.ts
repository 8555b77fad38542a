import type { Connection } from "./context.ts";

/** What one leaves. */
interface Leaving {
  /** The one family; all where it is left out. */
  readonly familyId?: string;
  readonly eraseJournal?: true;
}

/** What a question adds where the journal is erased too: how much of it. Else it adds nothing. */
export async function describeErased(
  { client }: Connection,
  { familyId: family_id, eraseJournal }: Leaving,
): Promise<string> {
  if (!eraseJournal) return "";
  const { posts, comments, comments_of_others } = await client.getOwnJournal({
    query: { family_id },
  });
  return `, and erase ${count(posts, "post")} and ${count(comments, "comment")} of yours, with ` +
    `${count(comments_of_others, "comment")} of others on them`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
