import { Role } from "../../shared/contract/fields.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { confirm } from "./ask.ts";
import { Command, examples, group, type OpenContext, Option, parseDays } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { declareExport } from "./export_people.ts";
import { issueInvite } from "./issue_invite.ts";
import { addPersonOptions, type PersonOptions, toFields } from "./person_options.ts";
import { resolveFamily } from "./resolve_family.ts";
import { resolvePerson } from "./resolve_person.ts";
import { viewPeople, viewPerson } from "./view_person.ts";

/** `circle person` */
export function declarePerson(open: OpenContext) {
  return group("person", "the people of the family, with or without an account", [
    declareList(open),
    declareShow(open),
    declareAdd(open),
    declareEdit(open),
    declareRemove(open),
    declareInvite(open),
    declareExport(open),
  ]);
}

const PERSON = "the person: id, name or email, or how one begins";

function declareList(open: OpenContext) {
  return new Command("list")
    .description("list the people of the family, by name")
    .addHelpText("after", examples("circle person list", "circle person list --json"))
    .action((_options, command) => listPeople(open(command)));
}

async function listPeople(context: CommandContext): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  context.show(await connection.client.listPeople({ params: { family_id } }), viewPeople);
}

function declareShow(open: OpenContext) {
  return new Command("show")
    .description("show one person")
    .argument("<person>", PERSON)
    .addHelpText("after", examples('circle person show "Oma Elisabeth"'))
    .action((person, _options, command) => showPerson(open(command), person));
}

async function showPerson(context: CommandContext, text: string): Promise<void> {
  const connection = await context.connect();
  const { person } = await resolvePerson(context, connection, text);
  context.show(person, viewPerson);
}

function declareAdd(open: OpenContext) {
  const command = new Command("add")
    .description("add a person without an account")
    .argument("<name>", "the full name")
    .addHelpText(
      "after",
      examples(
        'circle person add "Oma Elisabeth" --born 1946-11-30 --phone "+49 30 123"',
        'circle person add "Cousin Li" --born 12-05',
        'circle person add "Opa Karl" --born 1941 --died 2019-12-24',
      ),
    )
    .action((name, options: PersonOptions, command) => addPerson(open(command), name, options));
  addPersonOptions(command);
  return command;
}

async function addPerson(
  context: CommandContext,
  name: string,
  options: PersonOptions,
): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  const body = { name, ...toFields(options) };
  const person = await connection.client.createPerson({ params: { family_id }, body });
  context.terminal.say(`${escapeControl(person.name)} was added.`);
  context.show(person, viewPerson);
}

function declareEdit(open: OpenContext) {
  const command = new Command("edit")
    .description("change a person; an empty value clears a field")
    .argument("<person>", PERSON)
    .option("--name <name>", "the full name")
    .option("--alive", "the person has not died after all")
    .addHelpText(
      "after",
      examples(
        'circle person edit oma --born 02-29 --address "Am Bach 3, 10115 Berlin"',
        'circle person edit oma --name "Oma Elisabeth" --phone ""',
      ),
    )
    .action((person, options: EditOptions, command) => editPerson(open(command), person, options));
  addPersonOptions(command);
  return command;
}

interface EditOptions extends PersonOptions {
  readonly name?: string;
  readonly alive?: true;
}

async function editPerson(
  context: CommandContext,
  text: string,
  { name, alive, ...options }: EditOptions,
): Promise<void> {
  const fields = toFields(options);
  const body = { name, ...fields, deceased: alive ? false : fields.deceased };
  if (Object.values(body).every((value) => value === undefined)) {
    throw new CliError("usage", "Say what to change, such as --born 11-30 or --phone.");
  }
  const connection = await context.connect();
  const { person, family_id } = await resolvePerson(context, connection, text);
  const params = { family_id, person_id: person.id };
  const changed = await connection.client.updatePerson({ params, body });
  context.terminal.say(`${escapeControl(changed.name)} is changed.`);
  context.show(changed, viewPerson);
}

function declareRemove(open: OpenContext) {
  return new Command("remove")
    .description("remove a person without an account")
    .argument("<person>", PERSON)
    .option("--yes", "do not ask")
    .addHelpText("after", examples('circle person remove "Cousin Li" --yes'))
    .action((person, options, command) => removePerson(open(command), person, options));
}

async function removePerson(
  context: CommandContext,
  text: string,
  { yes }: { readonly yes?: true },
): Promise<void> {
  const connection = await context.connect();
  const { person, family_id } = await resolvePerson(context, connection, text);
  const name = escapeControl(person.name);
  await confirm(context, `Remove ${name}, and all that is known of them?`, yes);
  await connection.client.deletePerson({ params: { family_id, person_id: person.id } });
  context.terminal.say(`${name} is removed.`);
}

function declareInvite(open: OpenContext) {
  return new Command("invite")
    .description("make an invite to join as this person, with an account")
    .argument("<person>", PERSON)
    .addOption(
      new Option("--role <role>", "the role that they get (default: member)").choices(Role.enum),
    )
    .addOption(
      new Option("--expires <time>", "how long it is valid: 7d, 2w; at most 30d (default: 7d)")
        .argParser(parseDays),
    )
    .option("--qr", "draw the link for a phone to read")
    .addHelpText("after", examples('circle person invite "Oma Elisabeth" --qr'))
    .action((person, options, command) => invitePerson(open(command), person, options));
}

interface InviteOptions {
  readonly role?: Role;
  readonly expires?: number;
  readonly qr?: true;
}

async function invitePerson(
  context: CommandContext,
  text: string,
  options: InviteOptions,
): Promise<void> {
  const { person } = await resolvePerson(context, await context.connect(), text);
  await issueInvite(context, { ...options, person });
}
