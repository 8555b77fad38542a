import { Command } from "@commander-js/extra-typings";
import { SYSTEM } from "../../config/system.ts";
import { addToAudit } from "../audit.ts";
import { describeRotated } from "../describe_keys.ts";
import { type RotatedKeys, rotateKeys } from "../rotate_keys.ts";
import { changeCircle, type HostSettings } from "../open_circle.ts";
import type { CommandContext } from "./context.ts";

/** `deno task admin rotate-keys` */
export function declareRotateKeys({ terminal, readSettings, show }: CommandContext) {
  return new Command("rotate-keys")
    .description("sign access tokens with a new key; the old one stays until its tokens have ended")
    .option("--drop-old", "remove the old keys at once, since somebody may have seen them")
    .option("--json", "print JSON")
    .action(async ({ dropOld: dropsOld, json }) => {
      const settings = await readSettings({ needsKeys: false });
      const rotated = await rotateKeys({ settings, ...SYSTEM }, { dropsOld });
      show(rotated, json, describeRotated);
      try {
        await noteRotation(settings, rotated, { dropsOld });
      } catch (error) { // a database that takes no writes now must not keep an old key
        terminal.say(`This could not be noted in the audit: ${(error as Error).message}`);
      }
    });
}

/** Notes a rotation in the audit. */
async function noteRotation(
  settings: HostSettings,
  { key }: RotatedKeys,
  { dropsOld = false }: { readonly dropsOld?: boolean },
): Promise<void> {
  const command = dropsOld ? "rotate-keys --drop-old" : "rotate-keys";
  await changeCircle(
    settings,
    (deps) => deps.urgentTransaction((tx) => addToAudit(deps, tx, { command, targetId: key })),
  );
}
