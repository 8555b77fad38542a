import { Command } from "@commander-js/extra-typings";
import { SYSTEM } from "../../config/system.ts";
import { countCircle } from "../count_circle.ts";
import { describeNobody, describeStats } from "../describe_stats.ts";
import type { CommandContext } from "./context.ts";

/** `deno task admin stats` */
export function declareStats(context: CommandContext) {
  return new Command("stats")
    .description("count accounts, families, photos, logins and backups, without names")
    .option(
      "--backups <folder>",
      "where the backups are; by default where the last one was made",
    )
    .option("--json", "print JSON")
    .action(async ({ backups, json }) => {
      const settings = await context.readSettings({ needsKeys: false });
      const now = SYSTEM.now();
      const stats = await countCircle(settings, { backups, now });
      context.show(stats, json, (stats) => describeStats(stats, now));
      const nobody = describeNobody(stats);
      if (nobody !== undefined) context.fail(nobody);
    });
}
