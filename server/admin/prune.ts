import type { AuthDeps } from "../auth/deps.ts";
import { createEndingTokensLog } from "../auth/ending_tokens.ts";
import { updatePasswordCosts } from "../auth/password_costs.ts";
import { deleteOldAttempts } from "../auth/rate_limiter.ts";
import { deleteOldResets } from "../auth/password_resets.ts";
import { deleteEndedTokens } from "../auth/script_tokens.ts";
import { deleteEndedSessions } from "../auth/sessions.ts";
import { deleteExpiredRequests } from "../auth/sign_in_requests.ts";
import { deleteOldForms } from "../auth/form_submissions.ts";
import { deleteExpiredChallenges } from "../auth/used_challenges.ts";
import { sweepErasedFamilies } from "../families/erase_families.ts";
import { DAY, HOUR, timestampBefore } from "../database/timestamps.ts";
import type { Deps } from "../http/deps.ts";
import type { PhotoDeps } from "../photos/deps.ts";
import { sweepPhotos } from "../photos/sweep_photos.ts";

/** Milliseconds between two clean-ups. */
const PRUNE_EVERY = HOUR;

/** Clean-ups of which the earliest time decides what has ended. */
const CLOCK_READINGS = 12;

/** Removes what has ended, every hour or as often as `every` says, one run after another. */
export function startPruning(deps: AuthDeps & PhotoDeps, every = PRUNE_EVERY): Disposable {
  const readClock = createCautiousClock(deps.now, CLOCK_READINGS);
  const logEndingTokens = createEndingTokensLog();
  let isRunning = false;
  const timer = setInterval(async () => {
    if (isRunning) return;
    isRunning = true;
    await pruneAll(deps, readClock());
    await logEndingTokens(deps).catch(() => {}); // a failing database is logged by the clean-up
    isRunning = false;
  }, every);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * A clock that returns the earliest of its last readings, and `undefined` until it has enough. So a
 * system clock that is far ahead for some hours expires nothing.
 */
function createCautiousClock(now: () => Date, readings: number): () => Date | undefined {
  const times: number[] = [];
  return () => {
    times.push(now().getTime());
    if (times.length > readings) times.shift();
    return times.length === readings ? new Date(Math.min(...times)) : undefined;
  };
}

async function pruneAll(deps: AuthDeps & PhotoDeps, time: Date | undefined): Promise<void> {
  try {
    await deps.transaction(async (tx) => {
      await deleteOldAttempts(tx, deps.now());
      await deleteExpiredRequests(tx, deps.now());
    });
    await updatePasswordCosts(deps);
    if (time) await prune(deps, time);
    if (time) await sweepPhotos(deps, time);
  } catch (error) {
    deps.log.error("cleaning up failed; the next try is in an hour", {
      error: (error as Error).message,
    });
  }
  await sweepErasedFamilies(deps);
}

/** Milliseconds for which an expired invite still answers that it has expired. */
const INVITE_MEMORY = 90 * DAY;

/** Removes sessions, script tokens, reset codes, invites and so on that had ended at a given time. */
export async function prune({ transaction }: Pick<Deps, "transaction">, time: Date): Promise<void> {
  const forgotten = timestampBefore(time, INVITE_MEMORY);
  await transaction(async (tx) => {
    await deleteEndedSessions(tx, time);
    await deleteEndedTokens(tx, time);
    await deleteOldResets(tx, time);
    await deleteOldForms(tx, time);
    await deleteExpiredChallenges(tx, time);
    await tx.deleteFrom("invites").where("expires_at", "<", forgotten).execute();
  });
}
