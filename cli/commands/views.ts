import type { Profile } from "../../shared/contract/accounts.ts";
import type { Member } from "../../shared/contract/members.ts";
import type { Table, View } from "../terminal/output.ts";

/** Shows everything in a profile. */
export function viewProfile({ id, name, email, created_at, families }: Profile): View {
  return [
    { facts: { Name: name, Email: email, Id: id, Since: { day: created_at } } },
    viewFamilies(families),
  ];
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
    rows: members.map((
      { name, email, role, joined_at },
    ) => [name, email, role, { day: joined_at }]),
  };
}
