import { resolve } from "node:path";
import { formatMinute } from "./describe_amounts.ts";
import type { RotatedKeys } from "./rotate_keys.ts";

/** What to tell the host of signing keys that were rotated; none of them is in it. */
export function describeRotated({ key, kept, kept_until, removed, file }: RotatedKeys): string {
  return [
    `The new signing key ${key} is in ${resolve(file)}.`,
    "A running server signs with it within seconds, without a restart.",
    kept_until === null
      ? "Access tokens of the old keys are refused then, and circle gets new ones: nobody is logged out."
      : `The old ${kept.length === 1 ? "one verifies" : "ones verify"} its tokens until ${
        formatMinute(kept_until)
      }: nobody is logged out.`,
    ...removed.length > 0 ? [`Removed: ${removed.join(", ")}`] : [],
  ].join("\n");
}
