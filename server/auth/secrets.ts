import { createHash } from "node:crypto";
import type { Random } from "../config/system.ts";

/** A new secret that is never typed: 256 random bits. */
export function newSecret({ randomBytes }: Random): string {
  return randomBytes(32).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The SHA-256 of a random secret, hexadecimal, as it is stored. Random bits need no slow hash. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
