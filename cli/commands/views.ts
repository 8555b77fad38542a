import type { Profile } from "../../shared/contract/accounts.ts";
import type { Invite } from "../../shared/contract/invites.ts";
import type { Member } from "../../shared/contract/members.ts";
import type { AddedPasskey } from "../../shared/contract/passkey_fields.ts";
import type { NewDevice, PendingReset } from "../../shared/contract/sessions.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { describeDevice } from "./describe_device.ts";
import type { View } from "../terminal/output.ts";
import type { Table } from "../terminal/table.ts";
import { formatTime } from "../terminal/time.ts";

/** Shows all of a profile. */
export function viewProfile({ id, name, email, created_at, families }: Profile): View {
  return [
    { facts: { Name: name, Email: email, Id: id, Since: { day: created_at } } },
    viewFamilies(families),
  ];
}

/** Warns about a reset code that another owner made, and says how to cancel it. */
export function describePendingReset({ works_from, by }: PendingReset): string {
  const maker = by === null ? "Somebody" : escapeControl(by.name);
  const when = escapeControl(formatTime(works_from));
  return `${maker} made a code that resets your password. It works from ${when} on. ` +
    "If you still know your password: circle password keep";
}

/** Tells of a device that another one has signed in, and what to do about it. */
export function describeNewDevice({ id, device, approved_by, created_at }: NewDevice): string {
  const [what, by] = [device, approved_by].map((agent) => escapeControl(describeDevice(agent)));
  const when = escapeControl(formatTime(created_at));
  return `A new device: ${what}, ${when}, approved by ${by}.\n` +
    `Not you? circle session revoke ${escapeControl(id)}\n` +
    `That was you? circle session keep ${escapeControl(id)}`;
}

/** Tells of a passkey that another device has added, and what to do about it. */
export function describeNewPasskey(
  { name, added_by, created_at }: AddedPasskey,
  server: string,
): string {
  const [what, by] = [name, describeDevice(added_by)].map(escapeControl);
  const when = escapeControl(formatTime(created_at));
  return `A new passkey signs in to your account: ${what}, ${when}, added on ${by}.\n` +
    `Yours, or not? Say so at ${describePasskeysPage(server)} and, if it is not yours, ` +
    "change your password: circle password change";
}

/** Where a browser shows one's own passkeys. */
export function describePasskeysPage(server: string): string {
  return escapeControl(`${server}/account/passkeys`);
}

/** Lists families with the role one has in them; a star marks the chosen one. */
export function viewFamilies(families: Profile["families"], chosenId?: string): Table {
  const rows = families.map(({ name, role, id }) => [name, role, id]);
  if (chosenId === undefined) return { columns: ["FAMILY", "ROLE", "ID"], rows };
  return {
    columns: ["", "FAMILY", "ROLE", "ID"],
    rows: rows.map((row, at) => [families[at]!.id === chosenId ? "*" : "", ...row]),
  };
}

/** Lists members with their roles. */
export function viewMembers(members: readonly Member[]): Table {
  return {
    columns: ["NAME", "EMAIL", "ROLE", "SINCE"],
    wrapped: ["EMAIL"],
    rows: members.map((
      { name, email, role, joined_at, disabled },
    ) => [name, email ?? "", disabled ? `${role} (disabled)` : role, { day: joined_at }]),
  };
}

/** Lists open invites. */
export function viewInvites(invites: readonly Invite[]): Table {
  return {
    columns: ["ID", "ROLE", "AS", "USED", "UNTIL", "BY", "NOTE"],
    wrapped: ["AS", "USED", "BY"],
    rows: invites.map(({ id, role, person, used, max_uses, expires_at, created_by, note }) => [
      id,
      role,
      person?.name ?? "",
      `${used} of ${max_uses}`,
      { time: expires_at },
      created_by?.name ?? "a former member",
      note ?? "",
    ]),
  };
}
