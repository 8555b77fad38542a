import { Command } from "@commander-js/extra-typings";
import type { EndedCredentials } from "../end_credentials.ts";
import { describeEnded } from "../describe_ended.ts";
import { endEveryonesAccess } from "../end_everyones_access.ts";
import { changeBySettings } from "./command.ts";
import type { CommandContext } from "./context.ts";

/** `deno task admin end-access` */
export function declareEndAccess(context: CommandContext) {
  return new Command("end-access")
    .description(
      "end all sessions, script tokens, feeds, invites and reset codes of everyone, as restore does",
    )
    .option("--yes", "do it; without this, only say what would end")
    .option("--json", "print JSON")
    .action(async ({ yes, json }) => {
      const ended = await changeBySettings(
        context,
        (deps) => endEveryonesAccess(deps, { isSure: yes }),
      );
      context.show(ended, json, describe);
    });
}

function describe(ended: EndedCredentials): string {
  return [
    `Ended: ${describeEnded(ended)}.`,
    "Everyone signs in again, and makes new ones where they need them. Accounts that were disabled or",
    "deleted after a copy of the database was made, and members removed since, are back with that copy:",
    "disable, delete or remove them again.",
  ].join("\n");
}
