import { networkOf } from "../config/ip_address.ts";
import { emailKey } from "./accounts.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Db } from "../database/database.ts";
import { newId } from "../database/ids.ts";
import { Problem } from "../http/problem.ts";
import { hashSecret } from "./secrets.ts";
import type { AuthDeps } from "./deps.ts";
import { timestampBefore } from "../database/timestamps.ts";

/** Milliseconds over which wrong guesses are counted. */
const WINDOW = 15 * 60 * 1000;

/** Wrong guesses that are borne in that time. */
const LIMITS = { account: 10, address: 50 } as const;

/** An attempt at a secret from outside: a password at login, a code. */
export interface OutsideGuess {
  /** Where it comes from. */
  readonly address: string;
  /** Whose password is guessed, where it is one; the account need not exist. */
  readonly email?: string;
}

/** An attempt at the password in an open session of an account; counted apart, by the account alone. */
export interface SessionGuess {
  readonly accountId: string;
}

/** An attempt at a secret. */
export type Guess = OutsideGuess | SessionGuess;

/** Refuses someone who has guessed wrong too often, before any work is done for them. */
export async function assertNotLimited({ db, now }: AuthDeps, guess: Guess): Promise<void> {
  for (const subject of listSubjects(guess)) await assertSubjectNotLimited(db, subject, now());
}

/**
 * Notes a wrong guess down. Of many at once, no more are told that they were wrong than are
 * borne; the rest are refused.
 */
export async function recordFailedAttempt(deps: AuthDeps, guess: Guess): Promise<void> {
  const subjects = listSubjects(guess);
  await deps.mutex(async () => {
    await assertNotLimited(deps, guess); // who has long been refused costs no transaction
    const now = deps.now();
    await deps.withLock(subjects.map(({ subject }) => subject), async (tx) => {
      for (const subject of subjects) await assertSubjectNotLimited(tx, subject, now);
      const at = now.toISOString();
      await tx.insertInto("wrong_guesses")
        .values(subjects.map(({ subject }) => ({ id: newId(deps), subject, at }))).execute();
    });
  });
}

/** Decides about a guess once it is known whether it was right; too late is too late, right or wrong. */
export async function recordAttempt(
  deps: AuthDeps,
  guess: Guess,
  isRight: boolean,
): Promise<void> {
  await (isRight ? assertNotLimited(deps, guess) : recordFailedAttempt(deps, guess));
}

/** Forgets the wrong guesses at the password of an account: it has another now. */
export async function clearFailedAttempts(db: Db, email: string): Promise<void> {
  await db.deleteFrom("wrong_guesses").where("subject", "=", accountSubject(email)).execute();
}

interface Subject {
  readonly subject: string;
  readonly limit: number;
}

function listSubjects(guess: Guess): Subject[] {
  if ("accountId" in guess) {
    return [{ subject: hashSecret(`session ${guess.accountId}`), limit: LIMITS.account }];
  }
  const { address, email } = guess;
  const byAddress = { subject: hashSecret(`address ${networkOf(address)}`), limit: LIMITS.address };
  if (email === undefined) return [byAddress];
  return [{ subject: accountSubject(email), limit: LIMITS.account }, byAddress];
}

/** Whose password is guessed, hashed: what is typed as an email may be a password. */
function accountSubject(email: string): string {
  return hashSecret(`account ${emailKey(email)}`);
}

async function assertSubjectNotLimited(
  db: Db,
  { subject, limit }: Subject,
  now: Date,
): Promise<void> {
  const recent = await listFailedAttempts(db, subject, timestampBefore(now, WINDOW), limit);
  if (recent.length < limit) return;
  const retryAfter = (Date.parse(recent.at(-1)!.at) + WINDOW - now.getTime()) / 1000;
  throw new Problem("too_many_requests", {
    retryAfter,
    detail: `There were too many wrong guesses. Try again in ${describeWait(retryAfter)}.`,
  });
}

/** The latest wrong guesses at a subject. */
const listFailedAttempts = preparedQuery((db, subject: string, since: string, limit: number) =>
  db.selectFrom("wrong_guesses").select("at").where("subject", "=", subject)
    .where("at", ">", since).orderBy("at", "desc").limit(limit)
);

function describeWait(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}

/** Forgets guesses that no longer count. */
export async function deleteOldAttempts(db: Db, now: Date): Promise<void> {
  await db.deleteFrom("wrong_guesses").where("at", "<", timestampBefore(now, WINDOW)).execute();
}
