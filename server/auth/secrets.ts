import { createHash } from "node:crypto";
import type { Random } from "../config/system.ts";

/** A new secret that nobody has to type: 256 bits of chance. */
export function newSecret({ randomBytes }: Random): string {
  return randomBytes(32).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** What is kept of a random secret: its SHA-256, hexadecimal. Its chance makes a slower hash needless. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
