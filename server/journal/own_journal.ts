import type { Reply } from "../../shared/contract/mod.ts";
import { getOwnRole } from "../auth/memberships.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { countWritten } from "./count_written.ts";

/** How much the caller has written, and what others have said to it. */
export async function getOwnJournal(
  { db }: Deps,
  { caller, query: { family_id: familyId } }: CheckedRequest<"getOwnJournal">,
): Promise<Reply<"getOwnJournal">> {
  if (familyId !== undefined) await getOwnRole(db, familyId, caller);
  return await countWritten(db, { authorId: caller.accountId, familyId });
}
