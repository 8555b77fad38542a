import { StartError } from "../config/start_error.ts";
import { addToAudit } from "./audit.ts";
import { endCredentials, type EndedCredentials } from "./end_credentials.ts";
import type { HostDeps } from "./open_circle.ts";

/**
 * Ends what lets anybody in without a password or passkey, as a restore does: in a copy of the
 * database of earlier, what was ended since works again.
 */
export async function endEveryonesAccess(
  deps: HostDeps,
  { isSure = false }: { readonly isSure?: boolean } = {},
): Promise<EndedCredentials> {
  if (!isSure) {
    throw new StartError(
      "This ends all sessions, script tokens, feeds, invites and reset codes of the whole circle: " +
        "everyone signs in again with a password or passkey. There is no way back: add --yes.",
    );
  }
  return await deps.urgentTransaction(async (tx) => {
    await addToAudit(deps, tx, { command: "end-access", targetId: "everyone" });
    return await endCredentials(tx, { now: deps.now() });
  });
}
