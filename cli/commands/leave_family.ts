import { escapeControl } from "../terminal/escape_control.ts";
import { askAboutJournal } from "./ask_about_journal.ts";
import { confirm } from "./ask.ts";
import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";

/** `circle family leave` */
export function declareLeave(open: OpenContext) {
  return new Command("leave")
    .description("leave the family; your name and birthday stay among its people, and your posts")
    .option("--forget", "erase your name and birthday too")
    .option("--erase-journal", "erase your posts and comments, with what others said to them")
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples("circle family leave", 'circle family leave --family "The Bergs" --forget --yes'),
    )
    .action((options, command) => leaveFamily(open(command), options));
}

interface LeaveOptions {
  readonly yes?: true;
  readonly forget?: true;
  readonly eraseJournal?: true;
}

async function leaveFamily(
  context: CommandContext,
  { yes, forget, eraseJournal }: LeaveOptions,
): Promise<void> {
  const connection = await context.connect();
  const { client } = connection;
  const family = await resolveFamily(context, connection);
  const { id: family_id, name } = family;
  const { journal, question, outcome } = await askAboutJournal(context, connection, {
    family,
    eraseJournal,
    yes,
  });
  await confirm(context, `Leave ${escapeControl(name)}${question}?`, yes);
  const { id: account_id } = await client.getProfile({});
  await client.removeMember({
    params: { family_id, account_id },
    body: { forget, journal },
  });
  context.terminal.say(`You have left ${escapeControl(name)}.`);
  if (outcome !== "") context.terminal.say(outcome);
}

/** `circle family delete` */
export function declareDelete(open: OpenContext) {
  return new Command("delete")
    .description("delete the family for everyone; their accounts stay")
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
