import type { Insertable, Selectable, Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import type { PasskeysTable, Tables } from "../database/tables.ts";
import type { Account } from "./accounts.ts";

/** A passkey as it is stored. */
export type StoredPasskey = Selectable<PasskeysTable>;

/** The passkeys of an account, newest first. */
export async function listStoredPasskeys(
  db: Db,
  accountId: string,
): Promise<readonly StoredPasskey[]> {
  return await db.selectFrom("passkeys").selectAll().where("account_id", "=", accountId)
    .orderBy("id", "desc").execute();
}

/** A passkey by its credential, with what decides about its account. */
export async function findPasskey(
  db: Db,
  credentialId: string,
): Promise<StoredPasskey & Pick<Account, "handle" | "disabled_at"> | undefined> {
  return await db.selectFrom("passkeys").innerJoin("accounts", "accounts.id", "account_id")
    .selectAll("passkeys").select(["accounts.handle", "accounts.disabled_at"])
    .where("credential_id", "=", credentialId)
    .executeTakeFirst();
}

/** Adds a passkey; a unique violation means that its credential is there already. */
export async function insertPasskey(
  tx: Transaction<Tables>,
  passkey: Insertable<PasskeysTable>,
): Promise<void> {
  await tx.insertInto("passkeys").values(passkey).execute();
}

/** Notes a use of a passkey; returns whether it is still there. */
export async function notePasskeyUse(
  tx: Transaction<Tables>,
  id: string,
  use: Pick<PasskeysTable, "counter" | "backed_up"> & { readonly last_used_at: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable("passkeys").set(use).where("id", "=", id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Removes a passkey of an account; returns whether there was one. */
export async function deletePasskey(
  tx: Transaction<Tables>,
  accountId: string,
  id: string,
): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom("passkeys").where("id", "=", id)
    .where("account_id", "=", accountId).executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Removes all passkeys of an account. */
export async function deletePasskeysOf(tx: Transaction<Tables>, accountId: string): Promise<void> {
  await tx.deleteFrom("passkeys").where("account_id", "=", accountId).execute();
}

/** What the passkeys of an account call it; the given handle where it had none. */
export async function takeHandle(
  tx: Transaction<Tables>,
  accountId: string,
  handle: string,
): Promise<string> {
  await tx.updateTable("accounts").set({ handle }).where("id", "=", accountId)
    .where("handle", "is", null).execute();
  const account = await tx.selectFrom("accounts").select("handle").where("id", "=", accountId)
    .executeTakeFirst();
  return account?.handle ?? handle;
}

/** How many passkeys work at other host names only, by the name. */
export async function countPasskeysElsewhere(
  db: Db,
  host: string | undefined,
): Promise<readonly { readonly host: string; readonly passkeys: number }[]> {
  let elsewhere = db.selectFrom("passkeys")
    .select((query) => ["rp_id", query.fn.countAll<number>().as("count")]);
  if (host !== undefined) elsewhere = elsewhere.where("rp_id", "!=", host);
  const rows = await elsewhere.groupBy("rp_id").orderBy("rp_id").execute();
  return rows.map(({ rp_id, count }) => ({ host: rp_id, passkeys: Number(count) }));
}
