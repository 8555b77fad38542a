import type { Profile } from "../shared/contract/accounts.ts";
import type { Table, View } from "./output.ts";

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

/** The day of a moment, in UTC: `2026-11-23`. */
export function formatDay(moment: string): string {
  return moment.slice(0, 10);
}
