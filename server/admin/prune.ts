import { deleteUnusedCosts } from "../auth/password_costs.ts";
import { deleteOldAttempts } from "../auth/rate_limiter.ts";
import type { Deps } from "../http/deps.ts";
import { deleteEndedSessions } from "../auth/sessions.ts";
import { DAY, HOUR, timestampBefore } from "../database/timestamps.ts";

/** Milliseconds between two times that the server tidies up. */
const PRUNE_EVERY = HOUR;

/** Removes, every hour, what has ended and nothing asks for any more. */
export function startPruning(deps: Deps): Disposable {
  const timer = setInterval(() => void prune(deps), PRUNE_EVERY);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Milliseconds for which it is still told of an invite that it has expired. */
const INVITE_MEMORY = 90 * DAY;

/** Removes sessions, script tokens, reset codes, invites and wrong guesses that have ended. */
export async function prune({ transaction, now, log }: Deps): Promise<void> {
  const time = now();
  const timestamp = time.toISOString();
  const forgotten = timestampBefore(time, INVITE_MEMORY);
  try {
    await transaction(async (tx) => {
      await deleteOldAttempts(tx, time);
      await deleteEndedSessions(tx, time);
      await deleteUnusedCosts(tx);
      await tx.deleteFrom("script_tokens").where("expires_at", "<", timestamp).execute();
      await tx.deleteFrom("password_resets").where("used_at", "is", null)
        .where("expires_at", "<", timestamp).execute();
      await tx.deleteFrom("invites").where("expires_at", "<", forgotten).execute();
    });
  } catch (error) {
    log.error("tidying up failed; it is tried again in an hour", {
      error: (error as Error).message,
    });
  }
}
