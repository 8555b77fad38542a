import type { Session } from "../../shared/contract/sessions.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { deleteScriptTokens } from "./script_tokens.ts";
import { listNewDevices, setKept } from "./new_devices.ts";
import { endSessions, listOpenSessions } from "./sessions.ts";

/** The caller's own open sessions, newest first. */
export async function listSessions(
  { db, now }: Deps,
  { caller: { accountId, sessionId }, query }: CheckedRequest<"listSessions">,
): Promise<Page<Session>> {
  const { items, next } = await listOpenSessions(db, { ...query, accountId, now: now() });
  return { items: items.map((row) => ({ ...row, current: row.id === sessionId })), next };
}

/** Notes that a device which came in by approval is the caller's own. */
export async function keepSession(
  { transaction, now }: Deps,
  { caller, params: { session_id }, log }: CheckedRequest<"keepSession">,
): Promise<undefined> {
  await transaction(async (tx) => {
    const devices = await listNewDevices(tx, { ...caller, now: now() });
    if (!devices.some(({ id }) => id === session_id)) throw new Problem("not_found");
    await setKept(tx, session_id, now());
  });
  log.info("session kept", { account_id: caller.accountId, session_id });
}

/** Ends one of the caller's own sessions. */
export async function endSession(
  { transaction }: Deps,
  { caller: { accountId }, params: { session_id }, log }: CheckedRequest<"endSession">,
): Promise<undefined> {
  await transaction(async (tx) => {
    const ended = await endSessions(tx, accountId, { only: session_id });
    if (ended === 0) throw new Problem("not_found"); // in here, so that nothing else is kept
  });
  log.info("session ended", { account_id: accountId, session_id });
}

/** Ends this session, the others, or all. All of them end the script tokens as well. */
export async function logout(
  { transaction }: Deps,
  { caller, query: { scope = "this", keep_tokens = false }, log }: CheckedRequest<"logout">,
): Promise<undefined> {
  const { accountId, sessionId } = caller;
  await transaction(async (tx) => {
    await endSessions(tx, accountId, {
      only: scope === "this" ? sessionId : undefined,
      except: scope === "others" ? sessionId : undefined,
    });
    if (scope === "all" && !keep_tokens) await deleteScriptTokens(tx, accountId);
  });
  log.info("logged out", { account_id: accountId, session_id: sessionId, scope, keep_tokens });
}
