import type { PageQuery } from "../../shared/contract/fields.ts";
import type { Insertable, Selectable, Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import { batchedLookup } from "../database/batched_lookup.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { SessionsTable, Tables } from "../database/tables.ts";
import type { Deps } from "../http/deps.ts";
import type { SessionCaller } from "../http/handler.ts";
import { cutPage, readCursor, rowsToFetch } from "../http/paging.ts";
import type { AccessClaims } from "./verified_tokens.ts";
import { hasEnded, oldestOpen } from "./session_rules.ts";
import { deleteApprovedRequests } from "./sign_in_requests.ts";

/** Adds the session of a login. */
export async function addSession(
  tx: Transaction<Tables>,
  session: Insertable<SessionsTable>,
): Promise<void> {
  await tx.insertInto("sessions").values(session).execute();
}

/** The caller of an open session: neither it nor its account has ended. */
export async function findOpenSession(
  db: Db,
  { accountId, sessionId }: AccessClaims,
  now: Date,
): Promise<SessionCaller | undefined> {
  const session = await findSession(db, sessionId);
  if (session?.account_id !== accountId || hasEnded(session, now)) return undefined;
  return { kind: "session", accountId, sessionId, authenticatedAt: session.authenticated_at };
}

const findSession = batchedLookup(
  (db, ids) =>
    db.selectFrom("sessions")
      .select(["id", "account_id", "created_at", "last_used_at", "authenticated_at"])
      .where("id", "in", ids),
  ({ id }) => id,
);

/** What the device of a session calls itself. */
export async function getSessionDevice(tx: Transaction<Tables>, id: string): Promise<string> {
  const { device } = await tx.selectFrom("sessions").select("device").where("id", "=", id)
    .executeTakeFirstOrThrow();
  return device;
}

/** A session by the hash of its refresh tokens' secret. */
export async function findSessionToRefresh(
  db: Db,
  refreshHash: string,
): Promise<Selectable<SessionsTable> | undefined> {
  return (await listSessionsByRefreshHash(db, refreshHash))[0];
}

const listSessionsByRefreshHash = preparedQuery((db, refreshHash: string) =>
  db.selectFrom("sessions").selectAll().where("refresh_hash", "=", refreshHash)
);

/** What a refresh changes in its session. */
interface Refreshed {
  /** Salt of the new refresh token. */
  readonly salt: string;
  /** Address of the client. */
  readonly address: string;
  readonly now: Date;
}

/** Replaces the refresh token of a session, and notes time and address of the use. */
export async function replaceRefreshToken(
  tx: Transaction<Tables>,
  { id, refresh_salt }: Pick<SessionsTable, "id" | "refresh_salt">,
  { salt, address, now }: Refreshed,
): Promise<void> {
  const changed = { refresh_salt: salt, previous_salt: refresh_salt };
  await tx.updateTable("sessions")
    .set({ ...changed, address, last_used_at: now.toISOString() }).where("id", "=", id).execute();
}

/** Notes when the password was entered in a session. */
export async function setAuthenticatedAt(
  tx: Transaction<Tables>,
  sessionId: string,
  now: Date,
): Promise<void> {
  await tx.updateTable("sessions").set({ authenticated_at: now.toISOString() })
    .where("id", "=", sessionId).execute();
}

/** The open sessions of an account, newest first, a page at a time. */
export async function listOpenSessions(
  db: Db,
  { accountId, now, ...page }: PageQuery & { readonly accountId: string; readonly now: Date },
) {
  const { usedSince, startedSince } = oldestOpen(now);
  const before = readCursor(page, 1);
  let open = db.selectFrom("sessions")
    .select(["id", "device", "address", "via", "approved_by", "created_at", "last_used_at"])
    .where("account_id", "=", accountId)
    .where("last_used_at", ">=", usedSince).where("created_at", ">=", startedSince);
  if (before) open = open.where("id", "<", before[0]!);
  const rows = await open.orderBy("id", "desc").limit(rowsToFetch(page)).execute();
  return cutPage(rows, page, ({ id }) => [id]);
}

/** How many sessions are open. */
export async function countOpenSessions(db: Db, now: Date): Promise<number> {
  const { usedSince, startedSince } = oldestOpen(now);
  const { count } = await db.selectFrom("sessions").select((each) => each.fn.countAll().as("count"))
    .where("last_used_at", ">=", usedSince).where("created_at", ">=", startedSince)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Which sessions of an account to end: one only, all except one, or all. */
interface EndedSessions {
  readonly only?: string;
  readonly except?: string;
}

/** Ends sessions of an account; returns how many. */
export async function endSessions(
  tx: Transaction<Tables>,
  accountId: string,
  { only, except }: EndedSessions,
): Promise<number> {
  let ended = tx.deleteFrom("sessions").where("account_id", "=", accountId);
  if (only !== undefined) ended = ended.where("id", "=", only);
  if (except !== undefined) ended = ended.where("id", "!=", except);
  // What a session has approved goes with it; what the one that stays has approved, here.
  if (except !== undefined) await deleteApprovedRequests(tx, accountId);
  return Number((await ended.executeTakeFirst()).numDeletedRows);
}

/** Sessions that an account may have. */
const MAX_SESSIONS = 100;

/** Sessions that are read, and ended, at once. */
const EXCESS_BATCH = 1000;

/**
 * Ends the least recently used sessions of an account beyond the limit. So old devices never block
 * a login.
 */
export async function endExcessSessions(
  { db, transaction }: Pick<Deps, "db" | "transaction">,
  accountId: string,
): Promise<void> {
  const selectExcess = (from: Db) =>
    from.selectFrom("sessions").select("id").where("account_id", "=", accountId)
      .orderBy("last_used_at", "desc").orderBy("id", "desc").offset(MAX_SESSIONS)
      .limit(EXCESS_BATCH);
  // Read outside a transaction, so that concurrent logins do not wait for one another.
  if (await selectExcess(db).executeTakeFirst() === undefined) return;
  await transaction(async (tx) => {
    const excess = await selectExcess(tx).execute();
    if (excess.length === 0) return;
    await tx.deleteFrom("sessions").where("id", "in", excess.map(({ id }) => id)).execute();
  });
}

/** Removes sessions that have reached one of their limits. */
export async function deleteEndedSessions(tx: Transaction<Tables>, now: Date): Promise<void> {
  const { usedSince, startedSince } = oldestOpen(now);
  await tx.deleteFrom("sessions").where("last_used_at", "<", usedSince).execute();
  await tx.deleteFrom("sessions").where("created_at", "<", startedSince).execute();
}
