import type { Profile } from "../../shared/contract/accounts.ts";
import type { Member } from "../../shared/contract/members.ts";
import type { Table, View } from "../terminal/output.ts";

/** Everything that a profile says. */
export function viewProfile({ id, name, email, created_at, families }: Profile): View {
  return [
    { facts: { Name: name, Email: email, Id: id, Since: formatDay(created_at) } },
    viewFamilies(families),
  ];
}

/** Families with the role that one has in them. */
export function viewFamilies(families: Profile["families"]): Table {
  return {
    columns: ["FAMILY", "ROLE", "ID"],
    rows: families.map(({ name, role, id }) => [name, role, id]),
  };
}

/** Members with their roles. */
export function viewMembers(members: readonly Member[]): Table {
  return {
    columns: ["NAME", "EMAIL", "ROLE", "SINCE"],
    rows: members.map((
      { name, email, role, joined_at },
    ) => [name, email, role, formatDay(joined_at)]),
  };
}

/** A moment to the minute, in UTC: `2026-11-23 18:04 UTC`. */
export function formatMoment(moment: string): string {
  return `${moment.slice(0, 16).replace("T", " ")} UTC`;
}

/** The day of a moment, in UTC: `2026-11-23`. */
function formatDay(moment: string): string {
  return moment.slice(0, 10);
}
