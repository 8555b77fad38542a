import type { OwnJournal } from "../../shared/contract/journal.ts";
import { Checkbox } from "./choices.tsx";
import type { FormState } from "./submit.ts";
import { fillIn, WORDS } from "./words.ts";

interface EraseJournalProps {
  readonly state: FormState;
  readonly written: OwnJournal;
}

/** Asks who leaves whether their words are to go, and says how much that is. */
export function EraseJournal({ state, written }: EraseJournalProps) {
  const { posts, comments, comments_of_others: others } = written;
  const label = fillIn(WORDS.settings.eraseJournal, { posts, comments, others });
  return <Checkbox state={state} name="erase_journal" label={label} />;
}
