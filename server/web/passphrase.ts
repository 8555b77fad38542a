import { makePassphrase } from "../../shared/passphrase.ts";
import type { Random } from "../config/system.ts";

/** Suggests a passphrase of the EFF's long list, which is made to be typed and remembered. */
export async function suggestPassphrase({ randomBytes }: Random): Promise<string> {
  const { dictionary } = await import("@zxcvbn-ts/language-common"); // large, and rarely needed
  return makePassphrase(dictionary["diceware-common"], randomBytes);
}
