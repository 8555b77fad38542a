import { addResetCode } from "../auth/password_resets.ts";
import type { Config } from "../config/config.ts";
import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { StartError } from "../config/start_error.ts";
import { addToAudit } from "./audit.ts";
import { formatMinute } from "./describe_amounts.ts";
import { getNamedAccount } from "./find_account.ts";
import type { HostDeps } from "./open_circle.ts";

/** A reset code that the host has made. */
interface HostsResetCode {
  readonly account_id: string;
  readonly name: string;
  readonly code: string;
  readonly expires_at: string;
}

/** Makes a reset code for an account, whatever its families. */
export async function resetAccountPassword(
  deps: HostDeps,
  named: string,
): Promise<HostsResetCode> {
  return await deps.transaction(async (tx) => {
    const { id: account_id, name, email, disabled_at } = await getNamedAccount(tx, named);
    if (disabled_at !== null) {
      throw new StartError(
        `This account is disabled. First run ${ADMIN_PROGRAM} accounts enable ${email}.`,
      );
    }
    const { code, expires_at } = await addResetCode(deps, tx, { accountId: account_id });
    await addToAudit(deps, tx, { command: "accounts reset-password", targetId: account_id });
    return { account_id, name, code, expires_at };
  });
}

/** What to tell the host of a reset code. */
export function describeReset(
  { name, code, expires_at }: HostsResetCode,
  { publicUrl }: Pick<Config, "publicUrl">,
): string {
  return [
    `Code for ${name}: ${code}`,
    `It works once, until ${formatMinute(expires_at)}. Tell it only to ${name}.`,
    `On a phone they open ${publicUrl ? `${publicUrl}/reset` : "/reset at the server's address"}`,
    `and at a terminal they run circle password reset${publicUrl ? ` --server ${publicUrl}` : ""}`,
    "Once it is used, every device and script of theirs is logged out.",
  ].join("\n");
}
