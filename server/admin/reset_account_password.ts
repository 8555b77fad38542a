import { addResetCode } from "../auth/password_resets.ts";
import type { Config, Settings } from "../config/config.ts";
import { StartError } from "../config/start_error.ts";
import { getNamedAccount } from "./find_account.ts";
import { changeCircle } from "./open_circle.ts";

/** Makes a reset code for an account, whatever its families; returns a message for the host. */
export async function resetAccountPassword(settings: Settings, named: string): Promise<string> {
  return await changeCircle(settings, (deps) =>
    deps.transaction(async (tx) => {
      const { id: accountId, name, email, disabled_at } = await getNamedAccount(tx, named);
      if (disabled_at !== null) {
        throw new StartError(
          `This account is disabled. First run deno task admin accounts enable ${email}.`,
        );
      }
      const { code, expires_at } = await addResetCode(deps, tx, { accountId });
      return describeReset({ name, code, until: expires_at }, settings.config);
    }));
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
