import type { LogEntry } from "../../shared/contract/families.ts";
import { isSameSession } from "../session/saved_sessions.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import type { Table } from "../terminal/output.ts";
import { resolveFamily, resolveNamedFamily } from "./choose_family.ts";
import { Command, examples, group, type Open } from "./command.ts";
import { confirm } from "./confirm.ts";
import type { CommandContext } from "./context.ts";
import { formatMoment, viewFamilies, viewMembers } from "./views.ts";

/** `circle family` */
export function declareFamily(open: Open) {
  return group("family", "your families and who is in them", [
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

function declareList(open: Open) {
  return new Command("list")
    .description("list your families")
    .addHelpText("after", examples("circle family list", "circle family list --json"))
    .action((_options, command) => listFamilies(open(command)));
}

async function listFamilies({ connect, show }: CommandContext): Promise<void> {
  const { client } = await connect();
  show(await client.listFamilies({}), viewFamilies);
}

function declareCreate(open: Open) {
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

function declareUse(open: Open) {
  return new Command("use")
    .description("choose the family that commands mean when none is named")
    .argument("<family>", "the family: its id, its name, or how either begins")
    .addHelpText("after", examples('circle family use "The Bergs"'))
    .action((family, _options, command) => useFamily(open(command), family));
}

async function useFamily(
  { connect, store, terminal }: CommandContext,
  text: string,
): Promise<void> {
  const { identity: { session }, client } = await connect();
  const { id, name } = resolveNamedFamily(await client.listFamilies({}), text);
  if (!session) {
    throw new CliError(
      "usage",
      "The choice is kept with a login, and this token is not one. Set CIRCLE_FAMILY instead.",
    );
  }
  await store.update((saved) =>
    saved.map((other) => isSameSession(other, session) ? { ...other, family: id } : other)
  );
  terminal.say(`Commands now mean ${escapeControl(name)}.`);
}

function declareMembers(open: Open) {
  return new Command("members")
    .description("list who is in the family")
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
  const { id: family } = await resolveFamily(context, connection);
  context.show(await connection.client.listFamilyMembers({ query: { family } }), viewMembers);
}

function declareLog(open: Open) {
  return new Command("log")
    .description("show what happened in the family, the newest first")
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
    rows: entries.map((entry) => [formatMoment(entry.at), describe(entry)]),
  };
}

/** A line of the log as a sentence. */
function describe({ event, by, member, person, role, note }: LogEntry): string {
  const who = by?.name ?? "somebody";
  const whom = member?.name ?? "somebody";
  const aside = note === null ? "" : ` (${note})`;
  const sentences: Record<LogEntry["event"], string> = {
    created: `${who} made the family${aside}`,
    renamed: `${who} renamed the family${aside}`,
    invited: `${who} invited someone as ${role}${aside}`,
    invite_revoked: `${who} took back an invite as ${role}${aside}`,
    joined: `${whom} joined as ${role}${aside}`,
    role_changed: `${who} made ${by?.id === member?.id ? "themselves" : whom} ${role}`,
    left: `${whom} left`,
    removed: `${who} removed ${whom}`,
    reset_code_made: `${who} made a code that resets ${whom}'s password`,
    person_added: `${who} added ${person?.name ?? "a person"} to the people`,
    person_changed: `${who} changed the ${note} of ${person?.name ?? "a person"}`,
    person_removed: `${who} removed a person`,
    people_exported: `${who} exported the people as ${note}`,
    feed_made: `${who} made a calendar feed${aside}`,
    feed_ended: `${who} ended a calendar feed${aside}`,
    password_reset: `${whom} set a new password by a reset code`,
  };
  return sentences[event];
}

function declareRename(open: Open) {
  return new Command("rename")
    .description("give the family another name")
    .argument("<name>", "what it is to be called")
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

function declareLeave(open: Open) {
  return new Command("leave")
    .description("leave the family")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples("circle family leave", 'circle family leave --family "The Bergs" --yes'),
    )
    .action((options, command) => leaveFamily(open(command), options));
}

async function leaveFamily(
  context: CommandContext,
  { yes }: { readonly yes?: true },
): Promise<void> {
  const connection = await context.connect();
  const { client } = connection;
  const { id: family_id, name } = await resolveFamily(context, connection);
  await confirm(context, `Leave ${escapeControl(name)}?`, yes);
  const { id: account_id } = await client.getProfile({});
  await client.removeMember({ params: { family_id, account_id } });
  context.terminal.say(`You have left ${escapeControl(name)}.`);
}

function declareDelete(open: Open) {
  return new Command("delete")
    .description("delete the family for everyone; the accounts in it stay")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples("circle family delete", 'circle family delete --family "The Bergs" --yes'),
    )
    .action((options, command) => deleteFamily(open(command), options));
}

async function deleteFamily(
  context: CommandContext,
  { yes }: { readonly yes?: true },
): Promise<void> {
  const connection = await context.connect();
  const { id: family_id, name } = await resolveFamily(context, connection);
  await confirm(
    context,
    `Delete ${escapeControl(name)}, its invites and its log, for everyone in it?`,
    yes,
  );
  await connection.client.deleteFamily({ params: { family_id } });
  context.terminal.say(`${escapeControl(name)} is deleted.`);
}
