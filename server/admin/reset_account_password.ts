import { findAccountByEmail } from "../auth/accounts.ts";
import { addResetCode } from "../auth/password_resets.ts";
import type { Config, Settings } from "../config/config.ts";
import { openDatabase } from "../database/open.ts";
import { assertCircle } from "../database/open_source.ts";
import { SYSTEM } from "../config/system.ts";
import { StartError } from "../config/start_error.ts";

/** Makes a reset code for an account, whatever its families; returns a message for the host. */
export async function resetAccountPassword(
  { config, secrets }: Settings,
  email: string,
): Promise<string> {
  await assertCircle(config, secrets); // opening it would make or migrate one
  const database = await openDatabase(config, secrets);
  try {
    const account = await findAccountByEmail(database.db, email);
    if (!account) throw new StartError("There is no account with this email.");
    const { code, expires_at } = await database.transaction((tx) =>
      addResetCode(SYSTEM, tx, { accountId: account.id })
    );
    return describeReset({ name: account.name, code, until: expires_at }, config);
  } finally {
    await database.close();
  }
}

function describeReset(
  { name, code, until }: { readonly name: string; readonly code: string; readonly until: string },
  { publicUrl }: Pick<Config, "publicUrl">,
): string {
  return [
    `Code for ${name}: ${code}`,
    `It works once, until ${until.slice(0, 16).replace("T", " ")} UTC. Tell it only to ${name}.`,
    `On a phone they open ${publicUrl ? `${publicUrl}/reset` : "/reset at the server's address"}`,
    `and at a terminal they run circle password reset${publicUrl ? ` --server ${publicUrl}` : ""}`,
    "Once it is used, every device and script of theirs is logged out.",
  ].join("\n");
}
