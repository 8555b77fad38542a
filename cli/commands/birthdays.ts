import { BIRTHDAY_DAYS, type Occasion } from "../../shared/contract/people.ts";
import type { Table } from "../terminal/table.ts";
import { Command, examples, type OpenContext, Option, parseCount } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { countDays, getToday } from "./dates.ts";
import { resolveFamily } from "./resolve_family.ts";

/** `circle birthdays` */
export function declareBirthdays(open: OpenContext) {
  return new Command("birthdays")
    .description("list the next birthdays and memorials in the family")
    .addOption(
      new Option(
        "--days <count>",
        `how many days to look ahead, at most ${BIRTHDAY_DAYS.most} (default: ${BIRTHDAY_DAYS.usual})`,
      ).argParser(parseCount),
    )
    .addHelpText("after", examples("circle birthdays", "circle birthdays --days 366 --json"))
    .action(({ days }, command) => listBirthdays(open(command), days));
}

async function listBirthdays(context: CommandContext, days: number | undefined): Promise<void> {
  const connection = await context.connect();
  const { id: family_id } = await resolveFamily(context, connection);
  const from = getToday();
  const query = { from, days };
  const occasions = await connection.client.listBirthdays({ params: { family_id }, query });
  context.show(occasions, () => viewOccasions(occasions, from));
  if (occasions.length === 0) context.terminal.say(`\n${describeNone(days)}`);
}

/** How to find birthdays, after there were none. */
function describeNone(days: number = BIRTHDAY_DAYS.usual): string {
  const none = `No birthday is within ${days} ${days === 1 ? "day" : "days"}.`;
  return days < BIRTHDAY_DAYS.most
    ? `${none} Look further ahead: circle birthdays --days ${BIRTHDAY_DAYS.most}`
    : `${none} Write one down: circle person add NAME --born 1946-11-28`;
}

function viewOccasions(occasions: readonly Occasion[], today: string): Table {
  return {
    columns: ["WHEN", "IN", "WHO", "AGE"],
    rows: occasions.map(({ on, name, kind, age }) => [
      on,
      describeWait(countDays(today, on)),
      kind === "memorial" ? `${name} †` : name,
      age === null ? "" : kind === "memorial" ? describeYears(age) : String(age),
    ]),
  };
}

function describeWait(days: number): string {
  return days === 0 ? "today" : `${days} d`;
}

function describeYears(years: number): string {
  return years === 1 ? "1 year ago" : `${years} years ago`;
}
