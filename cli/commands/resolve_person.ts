import type { Person } from "../../shared/contract/people.ts";
import type { CommandContext, Connection } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";
import { resolveName } from "./resolve_name.ts";

/** A person and their family. */
interface ResolvedPerson {
  readonly person: Person;
  readonly family_id: string;
}

/** Finds the person of the family that a text names: by id, name or email. */
export async function resolvePerson(
  context: CommandContext,
  connection: Connection,
  text: string,
): Promise<ResolvedPerson> {
  const { id: family_id } = await resolveFamily(context, connection);
  const people = await connection.client.listPeople({ params: { family_id } });
  const named = people.map((person) => ({
    item: person,
    names: [person.id, person.name, ...person.email === null ? [] : [person.email]],
    label: `${person.name} (${person.id})`,
  }));
  return { person: resolveName(named, { text, kind: "person" }), family_id };
}
