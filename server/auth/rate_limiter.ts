import { networkOf } from "../config/ip_address.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Db } from "../database/database.ts";
import { newId } from "../database/ids.ts";
import { MINUTE, timestampAfter, timestampBefore } from "../database/timestamps.ts";
import { Problem } from "../http/problem.ts";
import { emailKey } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { hashSecret } from "./secrets.ts";

/** Milliseconds for which a failed attempt counts. */
const WINDOW = 15 * MINUTE;

/** Milliseconds by which the clocks of several servers may differ. */
const CLOCK_SKEW = MINUTE;

/** Failed attempts allowed per window. A site is an IPv6 /48, a network a /64 or an IPv4 address. */
const LIMITS = { account: 10, network: 50, site: 200 } as const;

/** An attempt at a secret from outside: a password at login, a code. */
interface OutsideAttempt {
  /** The address it comes from. */
  readonly address: string;
  /** The email that logs in, where one does; the account need not exist. */
  readonly email?: string;
}

/** An attempt at the password in an open session; counted by the account alone. */
interface SessionAttempt {
  readonly accountId: string;
}

/** An attempt at the code of another device's request to sign in; counted by the account that types it. */
interface CodeAttempt {
  readonly codesOf: string;
}

/** An attempt at a secret. */
export type Attempt = OutsideAttempt | SessionAttempt | CodeAttempt;

/** Throws `too_many_requests` after too many failed attempts, before any work is done. */
export async function assertNotLimited(
  { db, now }: Pick<AuthDeps, "db" | "now">,
  attempt: Attempt,
): Promise<void> {
  for (const subject of listSubjects(attempt)) await assertSubjectNotLimited(db, subject, now());
}

/** Records a failed attempt. Of concurrent ones, those over the limit throw `too_many_requests`. */
export async function recordFailedAttempt(deps: AuthDeps, attempt: Attempt): Promise<void> {
  const subjects = listSubjects(attempt);
  await deps.mutex(async () => {
    await assertNotLimited(deps, attempt); // without a transaction for those over the limit
    await deps.withLock(subjects.map(({ subject }) => subject), async (tx) => {
      const now = deps.now();
      for (const subject of subjects) await assertSubjectNotLimited(tx, subject, now);
      const at = now.toISOString();
      await tx.insertInto("wrong_guesses")
        .values(subjects.map(({ subject }) => ({ id: newId(deps), subject, at }))).execute();
    });
  });
}

/** Records the outcome of an attempt; over the limit, a success is refused too. */
export async function recordAttempt(
  deps: AuthDeps,
  attempt: Attempt,
  isRight: boolean,
): Promise<void> {
  await (isRight ? assertNotLimited(deps, attempt) : recordFailedAttempt(deps, attempt));
}

/** Deletes the failed logins of an account, after its password changed. */
export async function clearFailedAttempts(db: Db, email: string): Promise<void> {
  await db.deleteFrom("wrong_guesses").where("subject", "=", accountSubject(email)).execute();
}

interface Subject {
  readonly subject: string;
  readonly limit: number;
}

function listSubjects(attempt: Attempt): Subject[] {
  if ("accountId" in attempt) {
    return [{ subject: hashSecret(`session ${attempt.accountId}`), limit: LIMITS.account }];
  }
  if ("codesOf" in attempt) {
    return [{ subject: hashSecret(`codes ${attempt.codesOf}`), limit: LIMITS.account }];
  }
  const { address, email } = attempt;
  const network = networkOf(address, 64);
  const site = networkOf(address, 48);
  return [
    ...email === undefined ? [] : [{ subject: accountSubject(email), limit: LIMITS.account }],
    { subject: hashSecret(`address ${network}`), limit: LIMITS.network },
    ...site === network ? [] : [{ subject: hashSecret(`site ${site}`), limit: LIMITS.site }],
  ];
}

/** The hashed subject of an email: what is typed as an email may be a password. */
function accountSubject(email: string): string {
  return hashSecret(`account ${emailKey(email)}`);
}

async function assertSubjectNotLimited(
  db: Db,
  { subject, limit }: Subject,
  now: Date,
): Promise<void> {
  // Attempts from the future were made while a clock was ahead; they must not lock for years.
  const [since, until] = [timestampBefore(now, WINDOW), timestampAfter(now, CLOCK_SKEW)];
  const recent = await listFailedAttempts(db, subject, since, until, limit);
  if (recent.length < limit) return;
  const retryAfter = (Date.parse(recent.at(-1)!.at) + WINDOW - now.getTime()) / 1000;
  throw new Problem("too_many_requests", {
    retryAfter,
    detail: `There were too many failed attempts. Try again in ${describeWait(retryAfter)}.`,
  });
}

/** The latest failed attempts of a subject. */
const listFailedAttempts = preparedQuery(
  (db, subject: string, since: string, until: string, limit: number) =>
    db.selectFrom("wrong_guesses").select("at").where("subject", "=", subject)
      .where("at", ">", since).where("at", "<", until).orderBy("at", "desc").limit(limit),
);

function describeWait(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}

/** Deletes attempts that no longer count. */
export async function deleteOldAttempts(db: Db, now: Date): Promise<void> {
  await db.deleteFrom("wrong_guesses").where("at", "<", timestampBefore(now, WINDOW)).execute();
}
