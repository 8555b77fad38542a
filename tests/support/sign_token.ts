import { createHmac } from "node:crypto";
import { Buffer } from "node:buffer";

/** JSON to be, or the text of it where it should say what no object can. */
export type JsonPart = object | string;

/** Encodes and signs a JWT by hand, so that it can also say what no library would write. */
export function signToken(
  header: JsonPart,
  claims: JsonPart,
  sign: (input: string) => Uint8Array | string,
): string {
  const input = `${encodePart(header)}.${encodePart(claims)}`;
  return `${input}.${encodePart(sign(input))}`;
}

/** Signs with HMAC, as HS256 does where no other hash is named. */
export function signByHmac(secret: Uint8Array, hash = "sha256"): (input: string) => Uint8Array {
  return (input) => createHmac(hash, secret).update(input).digest();
}

/** Base64url, without padding, of bytes, of text, or of JSON. */
export function encodePart(part: JsonPart | Uint8Array): string {
  const isBytes = part instanceof Uint8Array;
  const text = isBytes || typeof part === "string" ? part : JSON.stringify(part);
  return Buffer.from(text).toString("base64url");
}

/** What a part of a token says. */
export function decodePart(token: string, index: 0 | 1): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[index] ?? "", "base64url").toString());
}
