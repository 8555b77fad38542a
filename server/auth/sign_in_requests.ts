import type { Insertable, Selectable, Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { SignInRequestsTable, Tables } from "../database/tables.ts";
import { hashSecret } from "./secrets.ts";
import { hashTypedCode } from "./typed_codes.ts";

/** A request of a device to be signed in, as it is stored. */
export type SignInRequest = Selectable<SignInRequestsTable>;

/** What has become of a request; `over` if it has expired or was used. */
type SignInState = "waiting" | "approved" | "refused" | "over";

/** Decides what has become of a request. */
export function stateOf(
  { expires_at, decided_at, account_id, used_at }: Pick<
    SignInRequest,
    "expires_at" | "decided_at" | "account_id" | "used_at"
  >,
  now: Date,
): SignInState {
  if (used_at !== null || expires_at <= now.toISOString()) return "over";
  if (decided_at === null) return "waiting";
  return account_id === null ? "refused" : "approved";
}

/** Adds a request. */
export async function addSignInRequest(
  tx: Transaction<Tables>,
  request: Insertable<SignInRequestsTable>,
): Promise<void> {
  await tx.insertInto("sign_in_requests").values(request).execute();
}

/** When the requests of a network that wait end, the first to end first; at most `limit`. */
export async function listWaitingRequests(
  db: Db,
  { network, limit, now }: {
    readonly network: string;
    readonly limit: number;
    readonly now: Date;
  },
): Promise<readonly Pick<SignInRequest, "expires_at">[]> {
  return await db.selectFrom("sign_in_requests").select("expires_at")
    .where("network", "=", network).where("expires_at", ">", now.toISOString())
    .where("decided_at", "is", null).orderBy("expires_at").limit(limit).execute();
}

/** The request of a device's secret. */
export async function findRequestBySecret(
  db: Db,
  secret: string,
): Promise<SignInRequest | undefined> {
  return (await listBySecret(db, hashSecret(secret)))[0];
}

const listBySecret = preparedQuery((db, hash: string) =>
  db.selectFrom("sign_in_requests").selectAll().where("secret_hash", "=", hash)
);

/** The request of a code that somebody typed. */
export async function findRequestByCode(
  db: Db,
  code: string,
): Promise<SignInRequest | undefined> {
  return await db.selectFrom("sign_in_requests").selectAll()
    .where("code_hash", "=", hashTypedCode(code)).executeTakeFirst();
}

/** What a step of a request changes in it. */
type RequestStep = Partial<
  Pick<SignInRequest, "polled_at" | "account_id" | "session_id" | "decided_at" | "used_at">
>;

/** Notes a step of a request. */
export async function updateSignInRequest(
  tx: Transaction<Tables>,
  id: string,
  step: RequestStep,
): Promise<void> {
  await tx.updateTable("sign_in_requests").set(step).where("id", "=", id).execute();
}

/** Removes the requests that an account has approved, so that they sign nobody in any more. */
export async function deleteApprovedRequests(
  tx: Transaction<Tables>,
  accountId: string,
): Promise<void> {
  await tx.deleteFrom("sign_in_requests").where("account_id", "=", accountId).execute();
}

/** Removes requests that have expired. */
export async function deleteExpiredRequests(tx: Transaction<Tables>, now: Date): Promise<void> {
  await tx.deleteFrom("sign_in_requests").where("expires_at", "<", now.toISOString()).execute();
}
