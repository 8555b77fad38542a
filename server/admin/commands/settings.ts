import { Command } from "@commander-js/extra-typings";
import { describeSettings } from "../describe_settings.ts";
import { listSettings, type SettingsSources } from "../list_settings.ts";
import { print } from "./command.ts";

/** `deno task admin settings` */
export function declareSettings(readSources: () => Promise<SettingsSources>) {
  return new Command("settings")
    .description("show the settings in effect and where each comes from, without secrets")
    .option("--json", "print JSON")
    .action(async ({ json }) => {
      const listed = listSettings(await readSources(), Deno.stderr.isTerminal());
      print(listed, json, describeSettings);
      if (listed.faults.length > 0) Deno.exitCode = 1;
    });
}
