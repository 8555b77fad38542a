import { NewEmail } from "../../shared/contract/fields.ts";
import { emailKey, setEmail } from "../auth/accounts.ts";
import { listEmailErrors } from "../auth/email_rules.ts";
import { StartError } from "../config/start_error.ts";
import { createFieldCheck } from "../http/check_fields.ts";
import { addToAudit } from "./audit.ts";
import { tellFamilies } from "./disable_account.ts";
import { endAllSessions } from "./end_access.ts";
import { getNamedAccount } from "./find_account.ts";
import { getHostedAccount, type HostedAccount } from "./list_accounts.ts";
import type { HostDeps } from "./open_circle.ts";

/** An account that is logged out. */
export interface LoggedOutAccount {
  readonly account: HostedAccount;
  readonly ended_sessions: number;
}

/** Ends the sessions of an account, on all devices and browsers. Its script tokens and feeds stay. */
export async function endAccountSessions(
  deps: HostDeps,
  named: string,
): Promise<LoggedOutAccount> {
  return await deps.urgentTransaction(async (tx) => {
    const { id } = await getNamedAccount(tx, named);
    const ended_sessions = await endAllSessions(tx, id);
    await addToAudit(deps, tx, { command: "accounts end-sessions", targetId: id });
    return { account: await getHostedAccount(tx, id), ended_sessions };
  });
}

const FIELDS = {
  type: "object",
  additionalProperties: false,
  required: ["email"],
  properties: { email: NewEmail },
} as const;

/** Changes the email that an account logs in with; its sessions go on. */
export async function setAccountEmail(
  deps: HostDeps,
  named: string,
  email: string,
): Promise<HostedAccount> {
  const check = createFieldCheck(FIELDS);
  const [fault] = [...await check({ email }), ...listEmailErrors(FIELDS, { email })];
  if (fault) throw new StartError(`${fault.message} Nothing was changed.`);
  try {
    return await deps.transaction(async (tx) => {
      const account = await getNamedAccount(tx, named);
      await setEmail(tx, account.id, email);
      await addToAudit(deps, tx, { command: "accounts set-email", targetId: account.id });
      const isOther = emailKey(email) !== account.email_key;
      if (isOther) await tellFamilies(deps, tx, { account, event: "email_set" });
      return await getHostedAccount(tx, account.id);
    });
  } catch (error) {
    if (deps.readFailure(error) !== "duplicate") throw error;
    throw new StartError("Another account has this email. Nothing was changed.");
  }
}
