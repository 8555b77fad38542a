import { createHmac } from "node:crypto";
import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import { hashSecret } from "./secrets.ts";

/**
 * The refresh token that replaces another, made of it and of a salt that is kept: always the
 * same one, so that everyone who holds the replaced token can be given it again, though only
 * its hash is kept. Without the replaced token the salt is worth nothing.
 */
export function successorOf(token: string, salt: string): string {
  return createHmac("sha256", salt).update(token).digest("base64url");
}

/** A refresh token that a session is given. */
export interface NewRefreshToken {
  readonly token: string;
  readonly sessionId: string;
  /** ISO-8601, UTC. */
  readonly createdAt: string;
}

/** Adds the current refresh token of a session. */
export async function addRefreshToken(
  tx: Transaction<Tables>,
  { token, sessionId, createdAt }: NewRefreshToken,
): Promise<void> {
  await tx.insertInto("refresh_tokens").values({
    hash: hashSecret(token),
    session_id: sessionId,
    created_at: createdAt,
    replaced_at: null,
    successor_salt: null,
  }).execute();
}
