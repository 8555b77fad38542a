import type { Deps } from "../http/deps.ts";
import { DAY } from "../database/timestamps.ts";
import { listEndingTokens } from "./script_tokens.ts";

/** Milliseconds before its end at which a script token gets a warning. */
const WARNING_PERIOD = 14 * DAY;

/** Logs script tokens that end soon, each once per process. */
export function createEndingTokensLog(): (
  deps: Pick<Deps, "db" | "now" | "log">,
) => Promise<void> {
  let logged = new Set<string>();
  return async ({ db, now, log }) => {
    const ending = await listEndingTokens(db, now(), WARNING_PERIOD);
    for (const { id: token_id, account_id, prefix, expires_at } of ending) {
      if (logged.has(token_id)) continue;
      log.warn("script token ends soon", { account_id, token_id, prefix, expires_at });
    }
    logged = new Set(ending.map(({ id }) => id));
  };
}
