import { Command } from "@commander-js/extra-typings";
import { SYSTEM } from "../../config/system.ts";
import { checkCircle } from "../check_circle.ts";
import { describeChecks } from "../describe_checks.ts";
import type { CommandContext } from "./context.ts";

/** `deno task admin check` */
export function declareCheck({ readSources, show, fail }: CommandContext) {
  return new Command("check")
    .description("check settings, database, photos, modes, disk, clock, proxies, address, backups")
    .option(
      "--backups <folder>",
      "where the backups are; by default where the last one was made",
    )
    .option("--json", "print JSON")
    .action(async ({ backups, json }) => {
      const findings = await checkCircle(SYSTEM, await readSources(), { backups });
      show(findings, json, describeChecks);
      if (findings.some(({ state }) => state === "failed")) fail();
    });
}
