import type { Deps } from "../http/deps.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { deleteScriptTokens } from "./script_tokens.ts";
import { endSessions } from "./sessions.ts";

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
