import type { Session } from "../../shared/contract/sessions.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import type { Deps } from "../http/deps.ts";
import { endSessions, selectOpenSessions } from "./sessions.ts";

/** One's own sessions, the newest first. */
export async function listSessions(
  { db, now }: Deps,
  { caller, query }: CheckedRequest<"listSessions">,
): Promise<Page<Session>> {
  const before = readCursor(query, 1);
  let open = selectOpenSessions(db, caller.accountId, now());
  if (before) open = open.where("id", "<", before[0]!);
  const rows = await open.limit(rowsToFetch(query)).execute();
  const { items, next } = cutPage(rows, query, ({ id }) => [id]);
  return { items: items.map((row) => ({ ...row, current: row.id === caller.sessionId })), next };
}

/** Ends one of one's own sessions. */
export async function endSession(
  { transaction }: Deps,
  { caller, params, log }: CheckedRequest<"endSession">,
): Promise<undefined> {
  const ended = await transaction((tx) =>
    endSessions(tx, caller.accountId, { only: params.session_id })
  );
  if (ended === 0) throw new Problem("not_found");
  log.info("session ended", { account_id: caller.accountId, session_id: params.session_id });
}
