import type { Family } from "../../shared/contract/families.ts";
import { Failure } from "../terminal/cli_error.ts";
import type { Connection, Invocation } from "./invocation.ts";
import { matchOne, type Named } from "./match.ts";

/** The family that a command acts on: the one that is named, or the only one. */
export async function chooseFamily(
  invocation: Invocation,
  connection: Connection,
): Promise<Family> {
  const families = await connection.client.listFamilies({});
  const named = findNamedFamily(invocation, connection);
  if (named !== undefined) return matchFamily(families, named);
  if (families.length === 1) return families[0]!;
  if (families.length === 0) {
    throw new Failure(
      "not_found",
      "You are in no family. Make one with circle family create, or ask for an invite.",
    );
  }
  const list = families.map(({ name }) => `\n  ${name}`).join("");
  throw new Failure(
    "usage",
    `You are in several families: say which with --family, or choose one with circle family use.${list}`,
  );
}

/** The one of several families that a text names. */
export function matchFamily(families: readonly Family[], text: string): Family {
  return matchOne(families.map(nameFamily), { text, kind: "family of yours" });
}

/** What names the family: flag, environment or config file. */
function findNamedFamily(
  { options, env }: Invocation,
  { identity }: Connection,
): string | undefined {
  return options.family ?? (env("CIRCLE_FAMILY") || identity.session?.family);
}

function nameFamily(family: Family): Named<Family> {
  const { id, name } = family;
  return { item: family, names: [id, name], label: `${name} (${id})` };
}
