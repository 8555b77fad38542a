import type { Insertable, Selectable, Transaction } from "kysely";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Db } from "../database/database.ts";
import { findFirstRegistration, FIRST_REGISTRATION } from "../database/first_registration.ts";
import type { AccountsTable, Tables } from "../database/tables.ts";
import { Problem } from "../http/problem.ts";
import { toAsciiDomain } from "./email_rules.ts";

/** An account as it is stored, with its password's hash. */
export type Account = Selectable<AccountsTable>;

/**
 * An email as it is compared. Spellings that differ in case or in composed characters (NFC) are
 * one, and so are the two forms of an internationalized domain: `bücher.example` and `xn--…`.
 */
export function emailKey(email: string): string {
  const at = email.lastIndexOf("@") + 1;
  if (at === 0) return foldCase(email);
  const domain = email.slice(at);
  return foldCase(email.slice(0, at)) + (toAsciiDomain(domain) ?? foldCase(domain));
}

/**
 * A text in which spellings that differ in case or in composed characters are one. The way over
 * upper case folds what lower case alone does not, such as ß and ſ; the one over lower case before
 * it folds ẞ.
 */
function foldCase(text: string): string {
  return text.normalize("NFC").toLowerCase().toUpperCase().toLowerCase().normalize("NFC");
}

/**
 * The account of an email in any spelling (`emailKey`). If two accounts of earlier versions differ
 * only in the form of their domain, each is found by its own form.
 */
export async function findAccountByEmail(db: Db, email: string): Promise<Account | undefined> {
  const earlierKey = foldCase(email);
  const accounts = await listAccountsByKey(db, emailKey(email), earlierKey);
  return accounts.find(({ email_key }) => email_key === earlierKey) ?? accounts[0];
}

const listAccountsByKey = preparedQuery((db, key: string, earlierKey: string) =>
  db.selectFrom("accounts").selectAll().where("email_key", "in", [key, earlierKey])
);

/** Adds an account; a unique violation means that its email has one already. */
export async function addAccount(tx: Db, account: Insertable<AccountsTable>): Promise<void> {
  await tx.insertInto("accounts").values(account).execute();
}

/** The account of a caller; throws `invalid_token` if it has been deleted. */
export async function getAccount(db: Db, accountId: string): Promise<Account> {
  const account = await db.selectFrom("accounts").selectAll().where("id", "=", accountId)
    .executeTakeFirst();
  if (!account) throw new Problem("invalid_token");
  return account;
}

/** Changes the email of an account; a unique violation means that another one has it. */
export async function setEmail(tx: Db, accountId: string, email: string): Promise<void> {
  await tx.updateTable("accounts").set({ email, email_key: emailKey(email) })
    .where("id", "=", accountId).execute();
}

/** Notes that the host disabled an account, or with null that it is enabled. */
export async function setDisabledAt(
  tx: Transaction<Tables>,
  accountId: string,
  disabled_at: string | null,
): Promise<void> {
  await tx.updateTable("accounts").set({ disabled_at }).where("id", "=", accountId).execute();
}

/** Whether the host has disabled an account. */
export async function isDisabled(db: Db, accountId: string): Promise<boolean> {
  const account = await db.selectFrom("accounts").select("id")
    .where("id", "=", accountId).where("disabled_at", "is not", null).executeTakeFirst();
  return account !== undefined;
}

/** Whether anybody has ever registered, even if every account has been deleted since. */
export async function hasRegistered(db: Db): Promise<boolean> {
  if (await findFirstRegistration(db) !== undefined) return true;
  const account = await db.selectFrom("accounts").select("id").limit(1).executeTakeFirst();
  return account !== undefined; // accounts may have been imported into the database
}

/** Notes that somebody has registered; only the host can undo it. */
export async function setRegistered(tx: Db, now: Date): Promise<void> {
  await tx.insertInto("milestones").values({ name: FIRST_REGISTRATION, at: now.toISOString() })
    .onConflict((conflict) => conflict.doNothing()).execute();
}

/** Replaces the password hash of an account; returns whether it still had the given one. */
export async function replacePasswordHash(
  db: Db,
  { id, password_hash }: Pick<Account, "id" | "password_hash">,
  { hash, setBy }: {
    readonly hash: string;
    /** Who has set another password; nobody where only its hash is another. */
    readonly setBy?: "owner" | "code";
  },
): Promise<boolean> {
  const origin = setBy && { password_by_code: setBy === "code" ? 1 : 0 };
  const { numUpdatedRows } = await db.updateTable("accounts")
    .set({ password_hash: hash, ...origin })
    .where("id", "=", id).where("password_hash", "=", password_hash).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether an account still has a given password hash. */
export async function hasPasswordHash(
  db: Db,
  accountId: string,
  passwordHash: string,
): Promise<boolean> {
  const account = await db.selectFrom("accounts").select("id")
    .where("id", "=", accountId).where("password_hash", "=", passwordHash).executeTakeFirst();
  return account !== undefined;
}
