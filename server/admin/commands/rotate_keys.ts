import { Command } from "@commander-js/extra-typings";
import { SYSTEM } from "../../config/system.ts";
import { describeRotated } from "../describe_keys.ts";
import { rotateKeys } from "../rotate_keys.ts";
import { print, type ReadSettings } from "./command.ts";

/** `deno task admin rotate-keys` */
export function declareRotateKeys(readSettings: ReadSettings) {
  return new Command("rotate-keys")
    .description("sign access tokens with a new key; the old one stays until its tokens have ended")
    .option("--drop-old", "remove the old keys at once, since somebody may have seen them")
    .option("--json", "print JSON")
    .action(async ({ dropOld: dropsOld, json }) => {
      const settings = await readSettings({ needsKeys: false });
      print(await rotateKeys({ settings, ...SYSTEM }, { dropsOld }), json, describeRotated);
    });
}
