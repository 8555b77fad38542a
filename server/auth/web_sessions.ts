import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import { HOUR, isOlder } from "../database/timestamps.ts";
import type { Deps } from "../http/deps.ts";
import type { RequestSource, SessionCaller } from "../http/handler.ts";
import { hashSecret, newSecret } from "./secrets.ts";
import { hasEnded } from "./session_rules.ts";
import { openSession, type SessionStart } from "./start_session.ts";
import type { AccessClaims } from "./verified_tokens.ts";

/** A new session of a browser. */
interface StartedWebSession extends AccessClaims {
  /** The value of its cookie; only its hash is stored. */
  readonly secret: string;
}

/**
 * Starts a session of a browser, like `startSession` for programs. Its secret only opens pages; the
 * session has no access or refresh tokens.
 */
export async function startWebSession(
  deps: Deps,
  start: SessionStart,
): Promise<StartedWebSession | undefined> {
  const secret = newSecret(deps);
  const claims = await openSession(deps, start, {
    refreshHash: hashSecret(newSecret(deps)), // of an unknown secret
    addCredential: async (tx, session_id) => {
      await tx.insertInto("web_sessions").values({ hash: hashSecret(secret), session_id })
        .execute();
    },
  });
  return claims && { ...claims, secret };
}

/** A session found by a cookie. */
interface WebSession {
  readonly caller: SessionCaller;
  /** Whether its last use has not been noted for an hour. */
  readonly isStale: boolean;
}

/** The open session of a cookie's secret. */
export async function findWebSession(
  db: Db,
  secret: string,
  now: Date,
): Promise<WebSession | undefined> {
  const [row] = await listByHash(db, hashSecret(secret));
  if (!row || hasEnded(row, now)) return undefined;
  const { id: sessionId, account_id: accountId, authenticated_at: authenticatedAt } = row;
  return {
    caller: { kind: "session", accountId, sessionId, authenticatedAt },
    isStale: isOlder(row.last_used_at, HOUR, now),
  };
}

const listByHash = preparedQuery((db, hash: string) =>
  db.selectFrom("web_sessions").innerJoin("sessions", "sessions.id", "web_sessions.session_id")
    .select([
      "sessions.id",
      "sessions.account_id",
      "sessions.created_at",
      "sessions.last_used_at",
      "sessions.authenticated_at",
    ])
    .where("web_sessions.hash", "=", hash)
);

/** Notes time and address of a session's use. */
export async function touchSession(
  { transaction, now }: Pick<Deps, "transaction" | "now">,
  { sessionId }: SessionCaller,
  { address }: RequestSource,
): Promise<void> {
  await transaction(async (tx) => {
    await tx.updateTable("sessions").set({ address, last_used_at: now().toISOString() })
      .where("id", "=", sessionId).execute();
  });
}
