import { countOf, formatMinute } from "./describe_amounts.ts";
import { formatTable } from "./format_table.ts";
import type { HostedFamily, HostedMember } from "./list_families.ts";
import type { OwnedFamily } from "./change_family.ts";

/** All families as a table. */
export function describeFamilies(families: readonly HostedFamily[]): string {
  if (families.length === 0) return "none";
  return formatTable(
    ["NAME", "MEMBERS", "OWNERS"],
    families.map(({ name, members }) => [
      name,
      String(members.length),
      members.filter(({ role }) => role === "owner").map(describePerson).join(", "),
    ]),
  );
}

/** One family, a fact a line. */
export function describeFamily(family: HostedFamily): string {
  const { name, id, created_at, people, posts, photos, members } = family;
  return formatTable([], [
    ["Name", name],
    ["Id", id],
    ["Made", formatMinute(created_at)],
    ["People", String(people)],
    ["Posts", String(posts)],
    ["Photos", String(photos)],
    ...members.map((member, at) => [
      at === 0 ? "Members" : "",
      `${describePerson(member)}, ${member.role}`,
    ]),
  ]);
}

/** What to tell the host who has given a family an owner. */
export function describeOwner({ family, owner, earlier_role }: OwnedFamily): string {
  if (earlier_role === "owner") return `${owner.name} is an owner of ${family.name} already.`;
  const owners = family.members.filter(({ role }) => role === "owner");
  return [
    `${owner.name} (${owner.email}) is an owner of ${family.name} now, which has ${
      countOf(owners.length, "owner")
    }.`,
    "The family reads of it in its log.",
  ].join("\n");
}

function describePerson({ name, email, disabled_at }: HostedMember): string {
  return `${name} <${email}>${disabled_at === null ? "" : " (disabled)"}`;
}
