import type { CheckedRequest } from "../http/handler.ts";
import type { Deps } from "../http/deps.ts";
import { endSessions } from "./sessions.ts";

/** Ends this session, the others, or all: their tokens are refused from the next request on. */
export async function logout(
  { transaction }: Deps,
  { caller, query: { scope = "this" }, log }: CheckedRequest<"logout">,
): Promise<undefined> {
  const { accountId, sessionId } = caller;
  await transaction((tx) =>
    endSessions(tx, accountId, {
      only: scope === "this" ? sessionId : undefined,
      except: scope === "others" ? sessionId : undefined,
    })
  );
  log.info("logged out", { account_id: accountId, session_id: sessionId, scope });
}
