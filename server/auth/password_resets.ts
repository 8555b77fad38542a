import type { Selectable, Transaction } from "kysely";
import type { NewResetCode } from "../../shared/contract/members.ts";
import type { PendingReset, TokenResponse } from "../../shared/contract/sessions.ts";
import type { System } from "../config/system.ts";
import type { Db } from "../database/database.ts";
import { newId } from "../database/ids.ts";
import type { PasswordResetsTable, Tables } from "../database/tables.ts";
import { DAY, HOUR, timestampAfter, timestampBefore } from "../database/timestamps.ts";
import { hashTypedCode, newTypedCode } from "./typed_codes.ts";

/** Milliseconds in which the owner of an account can cancel a delayed reset code. */
export const RESET_DELAY = 24 * HOUR;

/** Milliseconds for which a reset code works. */
const CODE_LIFE = 24 * HOUR;

/** Milliseconds for which a login reports that the password was reset. */
const NOTICE_LIFE = 30 * DAY;

/** Milliseconds for which a used reset code is kept. */
const USED_RETENTION = 90 * DAY;

/** A reset code as it is stored. */
export type ResetRow = Selectable<PasswordResetsTable>;

/** The account and the maker of a new reset code. */
interface NewReset {
  readonly accountId: string;
  /** The owner and the family that it is made in; left out for the host. */
  readonly maker?: { readonly familyId: string; readonly id: string; readonly name: string };
  /** Whether it only works after `RESET_DELAY`. */
  readonly isDelayed?: boolean;
}

/** Adds a code that resets the password of an account, and revokes the one it had. */
export async function addResetCode(
  system: System,
  tx: Transaction<Tables>,
  { accountId, maker, isDelayed = false }: NewReset,
): Promise<NewResetCode> {
  const code = newTypedCode(system);
  const now = system.now();
  const delay = isDelayed ? RESET_DELAY : 0;
  const times = {
    works_from: timestampAfter(now, delay),
    expires_at: timestampAfter(now, delay + CODE_LIFE),
  };
  await revokeOpenCodes(tx, accountId);
  await tx.insertInto("password_resets").values({
    id: newId(system),
    account_id: accountId,
    family_id: maker?.familyId ?? null,
    maker_id: maker?.id ?? null,
    maker_name: maker?.name ?? null,
    code_hash: hashTypedCode(code),
    created_at: now.toISOString(),
    ...times,
    used_at: null,
  }).execute();
  return { code, ...times };
}

/** Revokes the unused codes of an account; returns how many there were. */
export async function revokeOpenCodes(
  tx: Transaction<Tables>,
  accountId: string,
): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom("password_resets")
    .where("account_id", "=", accountId).where("used_at", "is", null).executeTakeFirst();
  return Number(numDeletedRows);
}

/** The reset code of a typed code, used or not. */
export async function findReset(db: Db, code: string): Promise<ResetRow | undefined> {
  return await db.selectFrom("password_resets").selectAll()
    .where("code_hash", "=", hashTypedCode(code)).executeTakeFirst();
}

/** Notes that a reset code was used. */
export async function setUsedAt(tx: Transaction<Tables>, id: string, now: Date): Promise<void> {
  await tx.updateTable("password_resets").set({ used_at: now.toISOString() }).where("id", "=", id)
    .execute();
}

/** Whether a reset code was made with a delay. */
export function isDelayed(
  { created_at, works_from }: Pick<ResetRow, "created_at" | "works_from">,
): boolean {
  return works_from > created_at;
}

/** An unused, delayed reset code of an account, which can still be cancelled. */
export async function findPendingReset(
  db: Db,
  accountId: string,
  now: Date,
): Promise<PendingReset | undefined> {
  const reset = await db.selectFrom("password_resets").selectAll()
    .where("account_id", "=", accountId).where("used_at", "is", null).executeTakeFirst();
  return reset && toPendingReset(reset, now);
}

/**
 * An unused reset code as shown to its account; `undefined` for one without a delay, or expired.
 */
function toPendingReset(
  reset: Pick<ResetRow, "created_at" | "works_from" | "expires_at" | "maker_id" | "maker_name">,
  now: Date,
): PendingReset | undefined {
  const { created_at: made_at, works_from, expires_at } = reset;
  if (!isDelayed(reset) || expires_at <= now.toISOString()) return undefined;
  return { made_at, works_from, by: toMaker(reset) };
}

function toMaker({ maker_id: id, maker_name: name }: Pick<ResetRow, "maker_id" | "maker_name">) {
  return id === null || name === null ? null : { id, name };
}

/** The last password reset of an account within a month, and the maker of its code. */
export async function findResetNotice(
  db: Db,
  accountId: string,
  now: Date,
): Promise<TokenResponse["password_reset"]> {
  const since = timestampBefore(now, NOTICE_LIFE);
  const reset = await db.selectFrom("password_resets").select(["used_at", "maker_id", "maker_name"])
    .where("account_id", "=", accountId).where("used_at", ">", since)
    .orderBy("used_at", "desc").limit(1).executeTakeFirst();
  return reset?.used_at ? { at: reset.used_at, by: toMaker(reset) } : undefined;
}

/** Removes expired reset codes, and those that were used long ago. */
export async function deleteOldResets(tx: Transaction<Tables>, now: Date): Promise<void> {
  await tx.deleteFrom("password_resets").where("used_at", "is", null)
    .where("expires_at", "<", now.toISOString()).execute();
  await tx.deleteFrom("password_resets")
    .where("used_at", "<", timestampBefore(now, USED_RETENTION)).execute();
}
