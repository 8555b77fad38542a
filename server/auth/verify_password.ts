import type { Logger } from "@logtape/logtape";
import type { Account } from "./accounts.ts";
import type { AuthDeps } from "./deps.ts";
import { addPasswordCost, listPasswordCosts } from "./password_costs.ts";
import { readStoredHash } from "./stored_hash.ts";

/**
 * Whether a password is that of an account. The work is the same without an account and whatever
 * cost its hash has, so that time does not tell who has an account.
 */
export async function verifyPassword(
  deps: AuthDeps & { readonly log: Logger },
  account: Account | undefined,
  password: string,
): Promise<boolean> {
  const stored = account && readStoredHash(account.password_hash);
  if (account && !stored) {
    deps.log.error("password hash of an unknown kind: reset the password of this account", {
      account_id: account.id,
    });
  }
  if (stored) await addPasswordCost(deps, stored.cost); // writes only for a cost not seen before
  const costs = [deps.config.passwordCost, ...await listPasswordCosts(deps.db)];
  return await deps.passwords.verify(password, account?.password_hash, costs);
}
