import type { Role } from "../../shared/contract/fields.ts";
import type { Joined, Newcomer, TestClient } from "./circle.ts";

/** Registers someone by an invite of one who may make it. */
export async function addFamilyMember(
  circle: TestClient,
  host: Joined,
  { role = "member", ...person }: Newcomer & { readonly role?: Role } = {},
): Promise<Joined> {
  const { code } = await host.client.createInvite({
    params: { family_id: host.family },
    body: { role },
  });
  return await circle.join({ ...person, invite: code });
}

/** Lets an account that exists join the family of one who may invite. */
export async function letIn(host: Joined, guest: Joined, role: Role = "member"): Promise<void> {
  const { code } = await host.client.createInvite({
    params: { family_id: host.family },
    body: { role },
  });
  await guest.client.acceptInvite({ body: { code } });
}
