import { CliError } from "../terminal/cli_error.ts";
import { Command, examples, type OpenContext, Option } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { resolveFamily } from "./resolve_family.ts";

const FORMATS = ["vcf", "csv", "ics"] as const;
const VCARD_VERSIONS = ["3.0", "4.0"] as const;

/** `circle person export` */
export function declareExport(open: OpenContext) {
  return new Command("export")
    .description("print the people as a file for an address book, a spreadsheet or a calendar")
    .addOption(
      new Option("--format <format>", "vcf for an address book, csv, or ics for a calendar")
        .choices(FORMATS),
    )
    .addOption(
      new Option("--vcard <version>", "the version of vCard (default: 3.0)").choices(
        VCARD_VERSIONS,
      ),
    )
    .option("--deceased", "with vcf: those who have died too")
    .addHelpText(
      "after",
      examples(
        "circle person export --format vcf > people.vcf",
        "circle person export --format csv > christmas-cards.csv",
      ),
    )
    .action((options, command) => exportPeople(open(command), options));
}

interface ExportOptions {
  readonly format?: (typeof FORMATS)[number];
  readonly vcard?: (typeof VCARD_VERSIONS)[number];
  readonly deceased?: true;
}

async function exportPeople(
  context: CommandContext,
  { format, vcard: version, deceased }: ExportOptions,
): Promise<void> {
  if (format === undefined) {
    throw new CliError("usage", "Say which file you want: --format vcf, csv or ics.");
  }
  const connection = await context.connect();
  const { client } = connection;
  const params = { family_id: (await resolveFamily(context, connection)).id };
  const exports = {
    vcf: () => client.exportVcards({ params, query: { version, deceased } }),
    csv: () => client.exportCsv({ params }),
    ics: () => client.exportBirthdays({ params }),
  };
  context.terminal.printFile(await exports[format]());
}
