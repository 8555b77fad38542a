import type { LogEntry } from "../../../shared/contract/families.ts";
import { chooseFamily } from "../choose_family.ts";
import { Command, examples, type Open } from "../command.ts";
import type { Invocation } from "../invocation.ts";
import type { Table } from "../../terminal/output.ts";
import { formatMoment } from "../views.ts";

/** `circle family log` */
export function declareLog(open: Open) {
  return new Command("log")
    .description("show what happened in the family, the newest first")
    .addHelpText("after", examples("circle family log", "circle family log --json"))
    .action((_options, command) => run(open(command)));
}

async function run(invocation: Invocation): Promise<void> {
  const connection = await invocation.connect();
  const { id: family_id } = await chooseFamily(invocation, connection);
  invocation.show(await connection.client.listFamilyLog({ params: { family_id } }), viewLog);
}

function viewLog(entries: readonly LogEntry[]): Table {
  return {
    columns: ["WHEN", "WHAT"],
    rows: entries.map((entry) => [formatMoment(entry.at), describe(entry)]),
  };
}

/** A line of the log as a sentence. */
function describe({ event, by, member, role, note }: LogEntry): string {
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
    password_reset: `${whom} set a new password by a reset code`,
  };
  return sentences[event];
}
