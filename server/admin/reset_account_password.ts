import { findAccountByEmail } from "../auth/accounts.ts";
import { addResetCode } from "../auth/password_resets.ts";
import type { Settings } from "../config/config.ts";
import { openDatabase } from "../database/open.ts";
import { SYSTEM } from "../config/system.ts";
import { StartError } from "../config/start_error.ts";

/** Makes a reset code for an account, whatever its families; returns a message for the host. */
export async function resetAccountPassword(
  { config, secrets }: Settings,
  email: string,
): Promise<string> {
  const database = await openDatabase(config, secrets);
  try {
    const account = await findAccountByEmail(database.db, email);
    if (!account) throw new StartError("There is no account with this email.");
    const { code, expires_at } = await database.transaction((tx) =>
      addResetCode(SYSTEM, tx, { accountId: account.id })
    );
    return `Code for ${account.name}: ${code}\n` +
      `It holds until ${expires_at}. They run: circle password reset`;
  } finally {
    await database.close();
  }
}
