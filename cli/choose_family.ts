import type { Client } from "../shared/client.ts";
import type { Connection, Invocation } from "./invocation.ts";
import { matchOne } from "./match.ts";

/** The id of the family that is meant: by flag, environment or config file; `undefined` where none is named. */
export async function findFamilyId(
  { options, env }: Invocation,
  { identity, client }: Connection,
): Promise<string | undefined> {
  const named = options.family ?? (env("CIRCLE_FAMILY") || identity.session?.family);
  return named && await resolveFamily(client, named);
}

/** The id of one of the caller's families, by its id or name or how either begins. */
async function resolveFamily(client: Client, text: string): Promise<string> {
  const { families } = await client.getProfile({});
  return matchOne(
    families.map(({ id, name }) => ({ item: id, names: [id, name], label: `${name} (${id})` })),
    { text, kind: "family of yours" },
  );
}
