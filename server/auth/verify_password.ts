import type { Logger } from "@logtape/logtape";
import { formatCost } from "../config/password_cost.ts";
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
  const costs = await listPasswordCosts(deps.db);
  const stored = account && readStoredHash(account.password_hash);
  if (account && !stored) {
    deps.log.error("password hash of an unknown kind: reset the password of this account", {
      account_id: account.id,
    });
  }
  const isKnown = !stored || costs.map(formatCost).includes(formatCost(stored.cost));
  if (!isKnown) await deps.transaction((tx) => addPasswordCost(tx, stored.cost));
  return await deps.passwords.verify(password, account?.password_hash, costs);
}
