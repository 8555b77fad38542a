import { type CommandUnknownOpts, Option } from "./command.ts";
import { parseTypedDate } from "./dates.ts";

/** Options with the fields of a person. */
export interface PersonOptions {
  readonly born?: string | null;
  readonly died?: string | null;
  readonly deceased?: boolean;
  readonly familyName?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly address?: string;
  readonly note?: string;
}

/** Adds the options of `PersonOptions`; the command's type does not include them. */
export function addPersonOptions(command: CommandUnknownOpts): void {
  const options = [
    new Option("--born <date>", "the birthday: 1946-11-30, 11-30 or 1946").argParser(
      parseTypedDate,
    ),
    new Option("--died <date>", "the day of the death: 2019-12-24, 12-24 or 2019").argParser(
      parseTypedDate,
    ),
    new Option("--deceased", "the person has died; the day may be unknown"),
    new Option("--family-name <name>", "which part of the name is the family name"),
    new Option("--phone <number>", "a phone number"),
    new Option("--email <email>", "an email address to write to"),
    new Option("--address <lines>", "an address, in as many lines as on an envelope"),
    new Option("--note <note>", "anything else, in one line"),
  ];
  for (const option of options) command.addOption(option);
}

/** The fields of a request: an empty text clears a field, one that is left out stays as it is. */
export function toFields({ born, died, deceased, familyName, ...contact }: PersonOptions) {
  const toField = (text: string | undefined) => text === "" ? null : text;
  return {
    birthday: born,
    died,
    deceased,
    family_name: toField(familyName),
    phone: toField(contact.phone),
    email: toField(contact.email),
    address: toField(contact.address?.replaceAll("\r\n", "\n").trim()),
    note: toField(contact.note),
  };
}
