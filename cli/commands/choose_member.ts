import type { Client } from "../../shared/client.ts";
import type { Member } from "../../shared/contract/members.ts";
import { resolveName } from "./match.ts";

/** The member of a family that a text names: by id, name or email, or how one begins. */
export async function resolveMember(
  client: Client,
  family_id: string,
  text: string,
): Promise<Member> {
  const members = await client.listMembers({ params: { family_id } });
  return resolveName(
    members.map((member) => ({
      item: member,
      names: [member.id, member.name, member.email],
      label: `${member.name} <${member.email}>`,
    })),
    { text, kind: "member" },
  );
}
