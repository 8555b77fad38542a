import type { Family } from "../../shared/contract/families.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext, Connection } from "./context.ts";
import { type Named, resolveName } from "./match.ts";

/** The family that a command acts on: the one that is named, or the only one. */
export async function resolveFamily(
  context: CommandContext,
  connection: Connection,
): Promise<Family> {
  const families = await connection.client.listFamilies({});
  const named = findNamedFamily(context, connection);
  if (named !== undefined) return resolveNamedFamily(families, named);
  if (families.length === 1) return families[0]!;
  if (families.length === 0) {
    throw new CliError(
      "not_found",
      "You are in no family. Make one with circle family create, or ask for an invite.",
    );
  }
  const list = families.map(({ name }) => `\n  ${name}`).join("");
  throw new CliError(
    "usage",
    `You are in several families: say which with --family, or choose one with circle family use.${list}`,
  );
}

/** The one of several families that a text names. */
export function resolveNamedFamily(families: readonly Family[], text: string): Family {
  return resolveName(families.map(nameFamily), { text, kind: "family of yours" });
}

/** What names the family: flag, environment or config file. */
function findNamedFamily(
  { options, env }: CommandContext,
  { identity }: Connection,
): string | undefined {
  return options.family ?? (env("CIRCLE_FAMILY") || identity.session?.family);
}

function nameFamily(family: Family): Named<Family> {
  const { id, name } = family;
  return { item: family, names: [id, name], label: `${name} (${id})` };
}
