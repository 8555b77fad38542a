import type { Client } from "../../shared/client.ts";
import { ProblemError } from "../../shared/client_errors.ts";
import type { Family } from "../../shared/contract/families.ts";
import type { Member } from "../../shared/contract/members.ts";
import type { ProblemCode } from "../../shared/problems.ts";
import { isSameSession } from "../session/saved_sessions.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext, Connection } from "./context.ts";
import { resolveName } from "./resolve_name.ts";

/** Finds the family that a command acts on: the named one, the chosen one, or the only one. */
export async function resolveFamily(
  context: CommandContext,
  connection: Connection,
): Promise<Family> {
  const families = await connection.client.listFamilies({});
  const named = findNamedFamily(context);
  if (named !== undefined) return resolveNamedFamily(families, named);
  const chosen = await findChosenFamily(context, connection, families);
  if (chosen) return chosen;
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

/** Finds the one of several families that a text names. */
export function resolveNamedFamily<F extends Pick<Family, "id" | "name">>(
  families: readonly F[],
  text: string,
): F {
  const named = families.map((family) => ({
    item: family,
    names: [family.id, family.name],
    label: `${family.name} (${family.id})`,
  }));
  return resolveName(named, { text, kind: "family of yours" });
}

/** The family that the command line or the environment names. */
export function findNamedFamily(
  { options, env }: Pick<CommandContext, "options" | "env">,
): string | undefined {
  return options.family ?? (env("CIRCLE_FAMILY") || undefined);
}

/** The family that `circle family use` chose. An outdated choice is dropped. */
export async function findChosenFamily<F extends Pick<Family, "id">>(
  { store, terminal }: Pick<CommandContext, "store" | "terminal">,
  { identity: { session } }: Pick<Connection, "identity">,
  families: readonly F[],
): Promise<F | undefined> {
  if (session?.family === undefined) return undefined;
  const chosen = families.find(({ id }) => id === session.family);
  if (chosen) return chosen;
  terminal.say(
    "You are no longer in the family that circle family use chose. No family is chosen now.",
  );
  await store.update((sessions) =>
    sessions.map((saved) => isSameSession(saved, session) ? { ...saved, family: undefined } : saved)
  ).catch(() => {}); // it is tried again by the next command
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Lists the members of the family; requests the list of families only if needed. */
export async function fetchFamilyMembers(
  context: CommandContext,
  connection: Connection,
): Promise<Member[]> {
  const { client, identity } = connection;
  const named = findNamedFamily(context) ?? identity.session?.family;
  if (named === undefined || UUID.test(named)) {
    try {
      return await client.listFamilyMembers({ query: { family: named } });
    } catch (error) {
      if (!isProblem(error, "family_required", "not_found")) throw error;
    }
  }
  const { id } = await resolveFamily(context, connection); // explains what is wrong
  return await client.listFamilyMembers({ query: { family: id } });
}

function isProblem(error: unknown, ...codes: readonly ProblemCode[]): boolean {
  return error instanceof ProblemError && codes.includes(error.problem.code);
}

/** Finds the member of a family that a text names: by id, name or email. */
export async function resolveMember(
  client: Pick<Client, "listMembers">,
  family_id: string,
  text: string,
): Promise<Member> {
  const members = await client.listMembers({ params: { family_id } });
  const named = members.map((member) => ({
    item: member,
    names: [member.id, member.name, ...member.email === null ? [] : [member.email]],
    label: `${member.name} <${member.email ?? member.id}>`,
  }));
  return resolveName(named, { text, kind: "member" });
}
