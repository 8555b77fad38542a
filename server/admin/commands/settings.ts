import { Command } from "@commander-js/extra-typings";
import { describeSettings } from "../describe_settings.ts";
import { listSettings } from "../list_settings.ts";
import type { CommandContext } from "./context.ts";

/** `deno task admin settings` */
export function declareSettings({ terminal, readSources, show, fail }: CommandContext) {
  return new Command("settings")
    .description("show the settings in effect and where each comes from, without secrets")
    .option("--json", "print JSON")
    .action(async ({ json }) => {
      const listed = listSettings(await readSources(), terminal.isRead);
      show(listed, json, describeSettings);
      if (listed.faults.length > 0) fail();
    });
}
