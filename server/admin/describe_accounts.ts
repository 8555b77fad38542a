import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { DAY } from "../database/timestamps.ts";
import type { DisabledAccount } from "./disable_account.ts";
import type { LoggedOutAccount } from "./change_account.ts";
import type { DeletedAccount } from "./delete_account.ts";
import { countOf, formatMinute } from "./describe_amounts.ts";
import { describeEnded } from "./describe_ended.ts";
import { formatTable } from "./format_table.ts";
import type { HostedAccount } from "./list_accounts.ts";

/** All accounts as a table. */
export function describeAccounts(accounts: readonly HostedAccount[], now: Date): string {
  if (accounts.length === 0) return "none";
  return formatTable(
    ["EMAIL", "NAME", "LAST USED", "FAMILIES"],
    accounts.map(({ email, name, last_used_at, disabled_at, families }) => [
      email,
      name,
      disabled_at === null ? formatAge(last_used_at, now) : "disabled",
      families.map(({ name, role }) => `${name} (${role})`).join(", "),
    ]),
  );
}

/** One account, a fact a line. */
export function describeAccount(account: HostedAccount): string {
  const { families } = account;
  return formatTable([], [
    ["Name", account.name],
    ["Email", account.email],
    ["Id", account.id],
    ["Registered", formatMinute(account.created_at)],
    [
      "State",
      account.disabled_at === null
        ? "enabled"
        : `disabled since ${formatMinute(account.disabled_at)}`,
    ],
    [
      "Last used",
      account.last_used_at === null ? "no session" : formatMinute(account.last_used_at),
    ],
    ["Sessions", String(account.sessions)],
    ["Script tokens", String(account.script_tokens)],
    ["Feeds", String(account.feeds)],
    ["Passkeys", String(account.passkeys)],
    ...families.map(({ name, role }, at) => [at === 0 ? "Families" : "", `${name} (${role})`]),
  ]);
}

/** What to tell the host who has disabled an account. */
export function describeDisabled(
  { account, ended, families_without_owner }: DisabledAccount,
): string {
  return [
    `The account of ${account.name} (${account.email}) is disabled.`,
    `Ended: ${describeEnded(ended)}.`,
    ...families_without_owner.flatMap(({ id, name }) => [
      `Nobody else is an owner of ${name}. Make somebody one:`,
      `  ${ADMIN_PROGRAM} families set-owner ${id} EMAIL`,
    ]),
    `To let it log in again: ${ADMIN_PROGRAM} accounts enable ${account.email}`,
  ].join("\n");
}

/** What to tell the host who has enabled an account. */
export function describeEnabled({ name, email }: HostedAccount): string {
  return `The account of ${name} (${email}) can log in, with the password and passkeys it had.\n` +
    "What was ended does not come back: sessions, script tokens, feeds, invites.";
}

/** What to tell the host who has deleted an account. */
export function describeDeleted({ account, deleted_families }: DeletedAccount): string {
  return [
    `The account of ${account.name} (${account.email}) is deleted.`,
    ...deleted_families.map(({ name }) => `Deleted too, since nobody else was in it: ${name}.`),
    "In backups that were made before, it remains.",
  ].join("\n");
}

/** What to tell the host who has logged an account out. */
export function describeLoggedOut({ account, ended_sessions }: LoggedOutAccount): string {
  const { name, script_tokens, feeds } = account;
  return [
    `${name} is logged out: ${countOf(ended_sessions, "session")} ended.`,
    ...script_tokens + feeds > 0
      ? [
        `${countOf(script_tokens, "script token")} and ${countOf(feeds, "feed")} still work. ` +
        "To end them too, disable the account, and enable it again.",
      ]
      : [],
  ].join("\n");
}

/** What to tell the host who has changed an email. */
export function describeNewEmail({ name, email }: HostedAccount): string {
  return `${name} logs in with ${email} now, and with the password as before.`;
}

function formatAge(time: string | null, now: Date): string {
  if (time === null) return "no session";
  const days = Math.floor((now.getTime() - Date.parse(time)) / DAY);
  return days < 1 ? "today" : days === 1 ? "yesterday" : `${days} days ago`;
}
