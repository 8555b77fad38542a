import { type Account, findAccountByEmail } from "../auth/accounts.ts";
import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { StartError } from "../config/start_error.ts";
import type { Db } from "../database/database.ts";

/** The account of an email, or of an id; throws a `StartError` if there is none. */
export async function getNamedAccount(db: Db, named: string): Promise<Account> {
  const isEmail = named.includes("@");
  const account = isEmail
    ? await findAccountByEmail(db, named)
    : await db.selectFrom("accounts").selectAll().where("id", "=", named).executeTakeFirst();
  if (account) return account;
  throw new StartError(
    `There is no account with this ${isEmail ? "email" : "id"}. ` +
      `All of them are shown by ${ADMIN_PROGRAM} accounts list.`,
  );
}
