import type { Role } from "../../shared/contract/fields.ts";
import type { Circle, Joined, Person } from "./circle.ts";

/** Registers someone and lets them join a family by an invite of one who may make it. */
export async function addRelative(
  circle: Circle,
  host: Joined,
  { role = "member", ...person }: Partial<Person> & { readonly role?: Role } = {},
): Promise<Joined> {
  const relative = await circle.join(person);
  await letIn(host, relative, role);
  return relative;
}

/** Lets an account join the family of one who may invite. */
export async function letIn(host: Joined, guest: Joined, role: Role = "member"): Promise<void> {
  const { code } = await host.client.createInvite({
    params: { family_id: host.family },
    body: { role },
  });
  await guest.client.acceptInvite({ body: { code } });
}

/** Who owns a family, as the one who asks sees it. */
export async function listOwners(asker: Joined, family_id: string): Promise<string[]> {
  const members = await asker.client.listMembers({ params: { family_id } });
  return members.filter(({ role }) => role === "owner").map(({ id }) => id);
}
