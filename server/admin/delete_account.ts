import { listSharedFamilies } from "../accounts/profiles.ts";
import { eraseAccount } from "../accounts/erase_account.ts";
import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { StartError } from "../config/start_error.ts";
import { PAGE_ENTRIES } from "../../shared/contract/fields.ts";
import { addToAudit } from "./audit.ts";
import { getNamedAccount } from "./find_account.ts";
import { getHostedAccount, type HostedAccount } from "./list_accounts.ts";
import type { HostDeps } from "./open_circle.ts";

/** What is to become of what the account leaves behind, as its own person may say. */
interface Deletion {
  /** Without it nothing is deleted, and the host is told what would be. */
  readonly isSure?: boolean;
  readonly forget?: boolean;
  readonly erasesJournal?: boolean;
}

/** An account that was deleted, and the families that only it was in. */
export interface DeletedAccount {
  readonly account: HostedAccount;
  readonly deleted_families: readonly { readonly id: string; readonly name: string }[];
}

/** Deletes an account by the rules by which its own person may. */
export async function deleteHostedAccount(
  deps: HostDeps,
  named: string,
  { isSure = false, forget = false, erasesJournal = false }: Deletion = {},
): Promise<DeletedAccount> {
  const { id: accountId, name, email } = await getNamedAccount(deps.db, named);
  const account = await getHostedAccount(deps.db, accountId);
  const shared = await listSharedFamilies(deps.db, accountId, { limit: PAGE_ENTRIES.most });
  const alone = shared.filter(({ others }) => others === "none")
    .map(({ id, name }) => ({ id, name }));
  const refuse = (families: readonly { readonly name: string }[]) =>
    new StartError(
      `${name} is the last owner of: ${namesOf(families)}. Make somebody else an owner first: ` +
        `${ADMIN_PROGRAM} families set-owner FAMILY EMAIL.`,
    );
  const ownerless = shared.filter(({ others }) => others === "without owner");
  if (ownerless.length > 0) throw refuse(ownerless);
  if (!isSure) {
    const also = alone.length === 0
      ? ""
      : `, and all of ${namesOf(alone)}, which nobody else is in`;
    const journal = erasesJournal
      ? "What it has written is erased"
      : "What it has written stays under its name, unless --erase-journal is added";
    const entry = forget
      ? "its entry among the people is erased too"
      : "its entry among the people stays, unless --forget is";
    throw new StartError(
      `This deletes the account of ${name} (${email})${also}. ${journal}; ${entry}. ` +
        "There is no way back: add --yes.",
    );
  }
  await eraseAccount({ ...deps, transaction: deps.urgentTransaction }, {
    accountId,
    actorId: null,
    forget,
    journal: erasesJournal ? "erase" : "keep",
    refuse,
    atEnd: (tx) => addToAudit(deps, tx, { command: "accounts delete", targetId: accountId }),
  });
  return { account, deleted_families: alone };
}

function namesOf(families: readonly { readonly name: string }[]): string {
  return families.map(({ name }) => name).join(", ");
}
