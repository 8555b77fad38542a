import type { LogEntry } from "../../shared/contract/families.ts";
import { isSameSession, type SavedSession } from "../session/saved_sessions.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Table } from "../terminal/table.ts";
import {
  fetchFamilyMembers,
  findChosenFamily,
  resolveFamily,
  resolveNamedFamily,
} from "./resolve_family.ts";
import { describeEntry } from "./describe_entry.ts";
import { Command, examples, group, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { declareDelete, declareLeave } from "./leave_family.ts";
import { viewFamilies, viewMembers } from "./views.ts";

/** `circle family` */
export function declareFamily(open: OpenContext) {
  return group("family", "your families and their members", [
    declareList(open),
    declareCreate(open),
    declareUse(open),
    declareMembers(open),
    declareLog(open),
    declareRename(open),
    declareLeave(open),
    declareDelete(open),
  ]);
}

function declareList(open: OpenContext) {
  return new Command("list")
    .description("list your families")
    .addHelpText("after", examples("circle family list", "circle family list --json"))
    .action((_options, command) => listFamilies(open(command)));
}

async function listFamilies(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  const families = await connection.client.listFamilies({});
  const chosen = await findChosenFamily(context, connection, families);
  context.show(families, () => viewFamilies(families, chosen?.id));
}

function declareCreate(open: OpenContext) {
  return new Command("create")
    .description("make another family, as its owner")
    .argument("<name>", "what the family is called")
    .addHelpText("after", examples('circle family create "The Bergs"'))
    .action((name, _options, command) => createFamily(open(command), name));
}

async function createFamily(
  { connect, terminal, show }: CommandContext,
  name: string,
): Promise<void> {
  const { client } = await connect();
  const family = await client.createFamily({ body: { name } });
  terminal.say(
    `You own a new family, ${escapeControl(family.name)}. Invite someone: circle invite create`,
  );
  show(family, (made) => viewFamilies([made]));
}

function declareUse(open: OpenContext) {
  return new Command("use")
    .description("choose the family that commands use when none is named")
    .argument("[family]", "the family: its id, its name, or the beginning of either")
    .option("--none", "choose none")
    .addHelpText("after", examples('circle family use "The Bergs"', "circle family use --none"))
    .action((family, options, command) => useFamily(open(command), family, options));
}

async function useFamily(
  context: CommandContext,
  text: string | undefined,
  { none }: { readonly none?: true },
): Promise<void> {
  if ((text === undefined) === (none === undefined)) {
    throw new CliError("usage", "Name a family, or use --none.");
  }
  const { connect, terminal, env } = context;
  const { identity: { session }, client } = await connect();
  if (!session) {
    throw new CliError(
      "usage",
      "The choice is saved with a login, and this token is not one. Set CIRCLE_FAMILY instead.",
    );
  }
  if (text === undefined) {
    await saveChoice(context, session, undefined);
    return terminal.say("No family is chosen now.");
  }
  if (env("CIRCLE_FAMILY")) {
    throw new CliError(
      "usage",
      "CIRCLE_FAMILY is set, and commands use that family. Unset it first: unset CIRCLE_FAMILY",
    );
  }
  const { id, name } = resolveNamedFamily(await client.listFamilies({}), text);
  await saveChoice(context, session, id);
  terminal.say(`Commands now use ${escapeControl(name)}.`);
}

async function saveChoice(
  { store }: CommandContext,
  session: SavedSession,
  family: string | undefined,
): Promise<void> {
  await store.update((saved) =>
    saved.map((other) => isSameSession(other, session) ? { ...other, family } : other)
  );
}

function declareMembers(open: OpenContext) {
  return new Command("members")
    .description("list the members of the family")
    .addHelpText(
      "after",
      examples(
        "circle family members",
        'circle family members --family "The Bergs"',
        "circle family members --json",
      ),
    )
    .action((_options, command) => listMembers(open(command)));
}

async function listMembers(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  context.show(await fetchFamilyMembers(context, connection), viewMembers);
}

function declareLog(open: OpenContext) {
  return new Command("log")
    .description("show what happened in the family, newest first")
    .addHelpText("after", examples("circle family log", "circle family log --json"))
    .action((_options, command) => showLog(open(command)));
}

async function showLog(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  context.show(await connection.client.listFamilyLog({ params: { family_id } }), viewLog);
}

function viewLog(entries: readonly LogEntry[]): Table {
  return {
    columns: ["WHEN", "WHAT"],
    rows: entries.map((entry) => [{ time: entry.at }, describeEntry(entry)]),
  };
}

function declareRename(open: OpenContext) {
  return new Command("rename")
    .description("rename the family")
    .argument("<name>", "its new name")
    .addHelpText(
      "after",
      examples(
        'circle family rename "The Bergs"',
        'circle family rename "The Bergs" --family Anna',
      ),
    )
    .action((name, _options, command) => renameFamily(open(command), name));
}

async function renameFamily(context: CommandContext, name: string): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  const family = await connection.client.updateFamily({ params: { family_id }, body: { name } });
  context.terminal.say(`The family is now called ${escapeControl(family.name)}.`);
  context.show(family, (renamed) => viewFamilies([renamed]));
}
