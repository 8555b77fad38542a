import type { CheckedRequest } from "../handler.ts";
import type { Services } from "../services.ts";

/** Ends this session: its tokens are refused from the next request on. */
export async function logout(
  { transact }: Services,
  { caller, log }: CheckedRequest<"logout">,
): Promise<undefined> {
  await transact((tx) => tx.deleteFrom("sessions").where("id", "=", caller.sessionId).execute());
  log.info("logged out", { account_id: caller.accountId, session_id: caller.sessionId });
}
