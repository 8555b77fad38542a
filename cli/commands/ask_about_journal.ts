import type { OwnJournal } from "../../shared/contract/journal.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { ask } from "./ask.ts";
import type { CommandContext, Connection } from "./context.ts";

/** What one leaves. */
interface Leaving {
  /** The one family; all where it is left out. */
  readonly family?: { readonly id: string; readonly name: string };
  readonly eraseJournal?: true;
  /** Asks nothing. */
  readonly yes?: true;
}

/** What becomes of one's posts and comments. */
interface JournalDecision {
  readonly journal?: "erase";
  /** What the question about leaving adds: how much is erased. Else it adds nothing. */
  readonly question: string;
  /** What to say when it is done: how much was kept, or erased; empty if there was nothing. */
  readonly outcome: string;
}

/**
 * Asks who leaves what becomes of their posts and comments. Where nobody can be asked they stay,
 * unless `--erase-journal` says otherwise.
 */
export async function askAboutJournal(
  context: CommandContext,
  { client }: Connection,
  { family, eraseJournal, yes }: Leaving,
): Promise<JournalDecision> {
  const written = await client.getOwnJournal({ query: { family_id: family?.id } });
  const canAsk = context.options.input && context.terminal.canAsk && !yes;
  const isErased = eraseJournal ??
    (canAsk && hasWritten(written) && await askToErase(context, written, family?.name));
  const own = `${count(written.posts, "post")} and ${count(written.comments, "comment")}`;
  const others = `with ${count(written.comments_of_others, "comment")} of others on them`;
  if (isErased) {
    return {
      journal: "erase",
      question: `, and erase ${own} of yours, ${others}`,
      outcome: hasWritten(written) ? `Erased: ${own} of yours, ${others}.` : "",
    };
  }
  const where = family ? "" : ", where others are in the family"; // else it goes with the account
  return {
    question: "",
    outcome: hasWritten(written) ? `Kept under your name${where}: ${own} of yours.` : "",
  };
}

function hasWritten({ posts, comments }: OwnJournal): boolean {
  return posts + comments > 0;
}

async function askToErase(
  context: CommandContext,
  { posts, comments, comments_of_others }: OwnJournal,
  family: string | undefined,
): Promise<boolean> {
  const own = `${count(posts, "post")} and ${count(comments, "comment")}`;
  const where = family === undefined ? "" : ` in ${escapeControl(family)}`;
  const others = count(comments_of_others, "comment");
  context.terminal.say(
    `You have written ${own}${where}.` +
      (comments_of_others > 0 ? ` Erased, they take ${others} of others with them.` : "") +
      (family === undefined ? " A family without another member goes with you anyway." : ""),
  );
  const answer = await ask(context, undefined, {
    flag: "--yes",
    question: "Keep them under your name, or erase them? (keep or erase; Enter keeps) ",
    check: (answer) => ANSWER.test(answer) ? undefined : "Answer keep or erase.",
  });
  return /^e/i.test(answer);
}

const ANSWER = /^(|k|keep|e|erase)$/i;

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
