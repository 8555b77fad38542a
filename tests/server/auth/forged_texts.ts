import { encodePart, signByHmac, signToken } from "../../support/sign_token.ts";
import type { ForgedToken } from "./forged_token.ts";
import { Buffer } from "node:buffer";

/** Signed claims are one thing; what stands around them is another. */
const PARTS = "a signed token has three parts (RFC 7515 §7.1)";
const SIGNATURE = "the signature is not that of the text before it (RFC 7515 §5.2)";
const ONE_TEXT = "a token has one text, so that nobody can make two of one";

/** Tokens with malformed text or a wrong signature. */
export const FORGED_TEXTS: readonly ForgedToken[] = [
  { name: "one part", why: PARTS, forge: ({ token }) => token.split(".")[1]! },
  { name: "two parts", why: PARTS, forge: ({ token }) => token.replace(/\.[^.]*$/, "") },
  { name: "four parts", why: PARTS, forge: ({ token }) => `${token}.${token.split(".")[2]}` },
  { name: "five parts", why: PARTS, forge: ({ token }) => `${token}..` },
  { name: "a dot before", why: PARTS, forge: ({ token }) => `.${token}` },
  { name: "a dot after", why: PARTS, forge: ({ token }) => `${token}.` },
  { name: "only dots", why: PARTS, forge: () => ".." },
  { name: "two tokens", why: PARTS, forge: ({ token }) => `${token},${token}` },
  { name: "the token of nobody", why: PARTS, forge: () => "undefined" },
  {
    name: "no header",
    why: PARTS,
    forge: ({ token }) => token.replace(/^[^.]*/, ""),
  },
  {
    name: "no claims",
    why: SIGNATURE,
    forge: ({ token }) => token.replace(/\.[^.]*\./, ".."),
  },
  {
    name: "an encrypted token",
    why: "we never encrypt tokens: five parts are not a signature (RFC 7516 §3.1)",
    forge: ({ claims }) =>
      [{ alg: "dir", enc: "A256GCM", typ: "at+jwt" }, "", "iv", claims, "tag"].map(encodePart)
        .join("."),
  },

  { name: "an empty signature", why: SIGNATURE, forge: ({ token }) => token.replace(/[^.]*$/, "") },
  {
    name: "a signature of zeros",
    why: SIGNATURE,
    forge: ({ token }) => token.replace(/[^.]*$/, encodePart(new Uint8Array(32))),
  },
  {
    name: "one bit of the signature changed",
    why: SIGNATURE,
    forge: ({ token }) =>
      token.replace(/\.([^.])([^.]*)$/, (_, first, rest) => `.${first === "A" ? "B" : "A"}${rest}`),
  },
  { name: "half a signature", why: SIGNATURE, forge: ({ token }) => token.slice(0, -21) },
  {
    name: "a longer signature",
    why: SIGNATURE,
    forge: ({ token }) => `${token}AAAA`,
  },
  {
    name: "the signature of other claims",
    why: SIGNATURE,
    forge: ({ token, othersClaims }) => token.replace(/\.[^.]*\./, `.${encodePart(othersClaims)}.`),
  },
  {
    name: "the key of another deployment",
    why: SIGNATURE,
    forge: ({ header, claims }) =>
      signToken(header, claims, signByHmac(crypto.getRandomValues(new Uint8Array(32)))),
  },
  {
    name: "an empty key",
    why: SIGNATURE,
    forge: ({ header, claims }) => signToken(header, claims, signByHmac(new Uint8Array())),
  },
  {
    name: "the name of the key for a key",
    why: SIGNATURE,
    forge: ({ header, claims }) =>
      signToken(header, claims, signByHmac(Buffer.from(String(header.kid)))),
  },
  {
    name: "the text of the key for a key",
    why: SIGNATURE,
    forge: ({ header, claims, secret }) =>
      signToken(header, claims, signByHmac(Buffer.from(secret.toBase64()))),
  },

  { name: "padding", why: ONE_TEXT, forge: ({ token }) => `${token}=` },
  { name: "padding inside", why: ONE_TEXT, forge: ({ token }) => token.replace(".", "=.") },
  {
    name: "the last character with other spare bits",
    why: ONE_TEXT,
    forge: ({ token }) => {
      // 43 characters hold 258 bits, 256 of which are the signature.
      const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1)!) ^ 1];
    },
  },
  {
    name: "the alphabet of plain base64",
    why: ONE_TEXT,
    forge: ({ header, claims, secret }) => {
      // Some moment's signature has a character that the two alphabets write differently.
      for (let iat = Number(claims.iat);; iat--) {
        const token = signToken(
          header,
          { ...claims, iat, exp: iat + 1200 },
          signByHmac(secret),
        );
        const plain = token.replaceAll("-", "+").replaceAll("_", "/");
        if (plain !== token) return plain;
      }
    },
  },
  { name: "a space inside", why: ONE_TEXT, forge: ({ token }) => token.replace(".", ". ") },
  { name: "a tab inside", why: ONE_TEXT, forge: ({ token }) => token.replace(".", "\t.") },
  { name: "quotation marks", why: ONE_TEXT, forge: ({ token }) => `"${token}"` },
  { name: "percent signs", why: ONE_TEXT, forge: ({ token }) => token.replaceAll(".", "%2E") },
  {
    name: "a prefix of its own",
    why: ONE_TEXT,
    forge: ({ token }) => `Bearer ${token}`,
  },

  {
    name: "a refresh token",
    why: "what goes on with a session does not open the door",
    forge: ({ refreshToken }) => refreshToken,
  },
  {
    name: "the id of the session",
    why: "an id is no secret",
    forge: ({ claims }) => String(claims.sid),
  },
];
