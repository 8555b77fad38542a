import type { Selectable } from "kysely";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Db } from "../database/database.ts";
import type { AccountsTable } from "../database/tables.ts";
import { Problem } from "../http/problem.ts";

/** An account as it is stored, with its password's hash. */
export type Account = Selectable<AccountsTable>;

/**
 * An email as it is compared: two spellings that differ in case or in composed characters (NFC)
 * are one. The way over upper case folds what lower case alone does not, such as ß and ſ, and the
 * one over lower case before it folds ẞ.
 */
export function emailKey(email: string): string {
  return email.normalize("NFC").toLowerCase().toUpperCase().toLowerCase().normalize("NFC");
}

/** The account that logs in with an email, however that is spelled (`emailKey`). */
export async function findAccountByEmail(db: Db, email: string): Promise<Account | undefined> {
  return (await listAccountsByKey(db, emailKey(email)))[0];
}

const listAccountsByKey = preparedQuery((db, key: string) =>
  db.selectFrom("accounts").selectAll().where("email_key", "=", key)
);

/** The account of a caller; refused where it has been deleted meanwhile. */
export async function getAccount(db: Db, accountId: string): Promise<Account> {
  const account = await db.selectFrom("accounts").selectAll().where("id", "=", accountId)
    .executeTakeFirst();
  if (!account) throw new Problem("invalid_token");
  return account;
}

/** Whether anybody has registered yet. */
export async function hasAccounts(db: Db): Promise<boolean> {
  return await db.selectFrom("accounts").select("id").limit(1).executeTakeFirst() !== undefined;
}

/** Replaces the hash of an account's password; returns whether it still had the one that is given. */
export async function replacePasswordHash(
  db: Db,
  { id, password_hash }: Pick<Account, "id" | "password_hash">,
  newHash: string,
): Promise<boolean> {
  const { numUpdatedRows } = await db.updateTable("accounts").set({ password_hash: newHash })
    .where("id", "=", id).where("password_hash", "=", password_hash).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether an account still has the password that was verified against a hash. */
export async function hasPasswordHash(
  db: Db,
  accountId: string,
  passwordHash: string,
): Promise<boolean> {
  const account = await db.selectFrom("accounts").select("id")
    .where("id", "=", accountId).where("password_hash", "=", passwordHash).executeTakeFirst();
  return account !== undefined;
}
