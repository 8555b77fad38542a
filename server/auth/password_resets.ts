import type { Selectable, Transaction } from "kysely";
import type { NewResetCode } from "../../shared/contract/members.ts";
import type { TokenResponse } from "../../shared/contract/sessions.ts";
import type { Db } from "../database/database.ts";
import type { PasswordResetsTable, Tables } from "../database/tables.ts";
import { newId } from "../database/ids.ts";
import type { Deps } from "../http/deps.ts";
import type { System } from "../config/system.ts";
import { DAY, HOUR, timestampAfter, timestampBefore } from "../database/timestamps.ts";
import { hashTypedCode, newTypedCode } from "./typed_codes.ts";

/** Milliseconds for which a reset code holds. */
const CODE_LIFE = 24 * HOUR;

/** Milliseconds for which a person is told at login that their password was reset. */
const NOTICE_LIFE = 30 * DAY;

/** Who makes a reset code, and for whom. */
export interface NewReset {
  readonly accountId: string;
  /** The family that gives the right to it, and who uses that right; without one, the server's console. */
  readonly maker?: { readonly familyId: string; readonly id: string; readonly name: string };
}

/** Makes a code that resets the password of an account, in place of any that it had. */
export async function addResetCode(
  system: System,
  tx: Transaction<Tables>,
  { accountId, maker }: NewReset,
): Promise<NewResetCode> {
  const code = newTypedCode(system);
  const now = system.now();
  const expires_at = timestampAfter(now, CODE_LIFE);
  await revokeOpenCodes(tx, accountId);
  await tx.insertInto("password_resets").values({
    id: newId(system),
    account_id: accountId,
    family_id: maker?.familyId ?? null,
    maker_id: maker?.id ?? null,
    maker_name: maker?.name ?? null,
    code_hash: hashTypedCode(code),
    created_at: now.toISOString(),
    works_from: now.toISOString(),
    expires_at,
    used_at: null,
  }).execute();
  return { code, expires_at };
}

/** Takes back the codes of an account that nobody has used. */
export async function revokeOpenCodes(tx: Transaction<Tables>, accountId: string): Promise<void> {
  await tx.deleteFrom("password_resets").where("account_id", "=", accountId)
    .where("used_at", "is", null).execute();
}

/** What is known of a reset code, used or not. */
export async function findReset(
  db: Db,
  code: string,
): Promise<Selectable<PasswordResetsTable> | undefined> {
  return await db.selectFrom("password_resets").selectAll()
    .where("code_hash", "=", hashTypedCode(code)).executeTakeFirst();
}

/** What a person is told at login after their password was reset: when, and by whose code. */
export async function findResetNotice(
  { db, now }: Deps,
  accountId: string,
): Promise<TokenResponse["password_reset"]> {
  const since = timestampBefore(now(), NOTICE_LIFE);
  const reset = await db.selectFrom("password_resets").select(["used_at", "maker_id", "maker_name"])
    .where("account_id", "=", accountId).where("used_at", ">", since)
    .orderBy("used_at", "desc").limit(1).executeTakeFirst();
  if (!reset?.used_at) return undefined;
  const { used_at, maker_id: id, maker_name: name } = reset;
  return { at: used_at, by: id === null || name === null ? null : { id, name } };
}
