import { Command } from "@commander-js/extra-typings";
import { ADMIN_PROGRAM } from "../../config/program_names.ts";
import { listAudit, type ListedAuditEntry } from "../audit.ts";
import { formatMinute } from "../describe_amounts.ts";
import { formatTable } from "../format_table.ts";
import { parseCount, readBySettings } from "./command.ts";
import type { CommandContext } from "./context.ts";

/** `deno task admin audit` */
export function declareAudit(context: CommandContext) {
  return new Command("audit")
    .description(`list what was changed by ${ADMIN_PROGRAM}, and by which account, newest first`)
    .option("--limit <count>", "at most so many", parseCount, 100)
    .option("--json", "print JSON")
    .action(async ({ limit, json }) => {
      const entries = await readBySettings(context, (db) => listAudit(db, limit));
      context.show(entries, json, describeAudit);
    });
}

function describeAudit(entries: readonly ListedAuditEntry[]): string {
  if (entries.length === 0) return "none";
  return formatTable(
    ["WHEN", "BY", "COMMAND", "WHAT"],
    entries.map(({ at, operator, command, owner_id, owner_name, ...target }) => [
      formatMinute(at),
      operator ?? "unknown",
      command,
      `${nameTarget(target)}${owner_id === null ? "" : `: ${owner_name ?? owner_id}`}`,
    ]),
  );
}

function nameTarget(
  { target_id, target_name, former_name }: Pick<
    ListedAuditEntry,
    "target_id" | "target_name" | "former_name"
  >,
): string {
  return target_name ??
    (former_name === null ? target_id : `${former_name}, deleted (${target_id})`);
}
