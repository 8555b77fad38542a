import { createSign, generateKeyPairSync, sign } from "node:crypto";
import { signByHmac, signToken } from "../../support/sign_token.ts";
import { type ForgedToken, type Genuine, signGenuinely, without } from "./forged_token.ts";
import { Buffer } from "node:buffer";

/** Makes forgeries that say something else in their header and are signed with the right key. */
function withHeader(
  why: string,
  headers: Readonly<Record<string, object | ((genuine: Genuine) => object)>>,
): ForgedToken[] {
  return Object.entries(headers).map(([name, change]) => ({
    name,
    why,
    forge: (genuine) => {
      const changed = typeof change === "function" ? change(genuine) : change;
      return signGenuinely({ ...genuine, header: { ...genuine.header, ...changed } });
    },
  }));
}

/** `none`, `nonE`, … `NONE`. */
const NONES = Array.from(
  { length: 16 },
  (_, bits) =>
    [..."none"].map((letter, at) => bits >> at & 1 ? letter.toUpperCase() : letter).join(""),
);

const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const EC = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ED = generateKeyPairSync("ed25519");
const FORGER_SECRET = crypto.getRandomValues(new Uint8Array(32));
const RSA_PEM = RSA.publicKey.export({ type: "spki", format: "pem" }).toString();
const FORGER_KEY = { kty: "oct", k: FORGER_SECRET.toBase64({ alphabet: "base64url" }) };

const UNSIGNED = "alg none signs nothing (RFC 8725 §3.2)";
const ONE_ALGORITHM = "only HS256 signs here, whatever the header asks for (RFC 8725 §3.1)";
const OWN_KEYS = "a header cannot bring its own key (RFC 8725 §3.10)";
const KNOWN_KEYS = "a key is one of ours, by its exact name (RFC 8725 §3.10)";
const CRITICAL = "an extension that is not understood must fail (RFC 7515 §4.1.11)";
const KIND = "another kind of token is not an access token (RFC 8725 §3.11, RFC 9068 §2.1)";
const FOREIGN = "we write alg, kid and typ, so another header is not ours";

/** Tokens that are well signed in some way, but not in the one that is meant. */
export const FORGED_HEADERS: readonly ForgedToken[] = [
  ...NONES.flatMap((alg): ForgedToken[] => [
    {
      name: `alg ${alg} without a signature`,
      why: UNSIGNED,
      forge: ({ header, claims }) => signToken({ ...header, alg }, claims, () => ""),
    },
    {
      name: `alg ${alg} with a genuine signature`,
      why: UNSIGNED,
      forge: (genuine) => signGenuinely({ ...genuine, header: { ...genuine.header, alg } }),
    },
  ]),
  ...withHeader(ONE_ALGORITHM, {
    "alg in small letters": { alg: "hs256" },
    "alg with a space": { alg: "HS256 " },
    "alg with a NUL": { alg: "HS256\0" },
    "alg empty": { alg: "" },
    "alg null": { alg: null },
    "alg a list": { alg: ["HS256"] },
    "alg a number": { alg: 256 },
    "alg HS384 over HS256": { alg: "HS384" },
    "alg HS1": { alg: "HS1" },
    "alg dir": { alg: "dir" },
    "alg A256KW": { alg: "A256KW" },
  }),
  {
    name: "alg missing",
    why: ONE_ALGORITHM,
    forge: (genuine) => signGenuinely({ ...genuine, header: without(genuine.header, "alg") }),
  },
  ...["384", "512"].map((size): ForgedToken => ({
    name: `HS${size} with our key`,
    why: ONE_ALGORITHM,
    forge: ({ header, claims, secret }) =>
      signToken({ ...header, alg: `HS${size}` }, claims, signByHmac(secret, `sha${size}`)),
  })),
  {
    name: "RS256",
    why: ONE_ALGORITHM,
    forge: ({ header, claims }) =>
      signToken(
        { ...header, alg: "RS256", jwk: RSA.publicKey.export({ format: "jwk" }) },
        claims,
        (input) => createSign("RSA-SHA256").update(input).sign(RSA.privateKey),
      ),
  },
  {
    name: "ES256",
    why: ONE_ALGORITHM,
    forge: ({ header, claims }) =>
      signToken(
        { ...header, alg: "ES256", jwk: EC.publicKey.export({ format: "jwk" }) },
        claims,
        (input) =>
          sign("sha256", Buffer.from(input), { key: EC.privateKey, dsaEncoding: "ieee-p1363" }),
      ),
  },
  {
    name: "ES256 with the signature of zeros",
    why: "the zero point verifies everything in a careless library (CVE-2022-21449)",
    forge: ({ header, claims }) =>
      signToken({ ...header, alg: "ES256" }, claims, () => new Uint8Array(64)),
  },
  {
    name: "EdDSA",
    why: ONE_ALGORITHM,
    forge: ({ header, claims }) =>
      signToken(
        { ...header, alg: "EdDSA", jwk: ED.publicKey.export({ format: "jwk" }) },
        claims,
        (input) => sign(null, Buffer.from(input), ED.privateKey),
      ),
  },
  {
    name: "HS256 with a public key for a secret",
    why: "RSA's public key is no secret of HMAC (RFC 8725 §2.1)",
    forge: ({ header, claims }) => signToken(header, claims, signByHmac(Buffer.from(RSA_PEM))),
  },

  ...[
    { name: "jwk", header: { jwk: FORGER_KEY } },
    { name: "jwk under a name of its own", header: { jwk: FORGER_KEY, kid: "forger" } },
    { name: "x5c", header: { x5c: [RSA_PEM] } },
    { name: "a key set", header: { jwks: { keys: [FORGER_KEY] } } },
  ].map(({ name, header: change }): ForgedToken => ({
    name: `${name} in the header`,
    why: OWN_KEYS,
    forge: ({ header, claims }) =>
      signToken({ ...header, ...change }, claims, signByHmac(FORGER_SECRET)),
  })),
  ...["jku", "x5u", "jwks_uri", "iss_jwks", "kid"].map((name): ForgedToken => ({
    name: `the address of a key as ${name}`,
    why: `${OWN_KEYS}; nobody is asked for one`,
    forge: ({ header, claims, trap }) =>
      signToken({ ...header, [name]: `${trap}/keys.json` }, claims, signByHmac(FORGER_SECRET)),
  })),
  ...withHeader(FOREIGN, {
    "jwk beside the right key": { jwk: FORGER_KEY },
    "jku beside the right key": ({ trap }) => ({ jku: `${trap}/keys.json` }),
    "x5u beside the right key": ({ trap }) => ({ x5u: `${trap}/keys.pem` }),
    "x5t beside the right key": { x5t: "AAAA" },
    "cty: a token in a token": { cty: "JWT" },
    "zip": { zip: "DEF" },
    "enc": { enc: "A256GCM" },
    "a header that nobody knows": { admin: true },
    "claims copied to the header": ({ claims }) => ({ ...claims }),
  }),
  ...withHeader(KNOWN_KEYS, {
    "kid of nobody": { kid: "nobody" },
    "kid of another case": ({ header }) => ({ kid: String(header.kid).toUpperCase() }),
    "kid with a space": ({ header }) => ({ kid: `${header.kid} ` }),
    "kid empty": { kid: "" },
    "kid null": { kid: null },
    "kid a number": { kid: 0 },
    "kid a list": ({ header }) => ({ kid: [header.kid] }),
    "kid an object": { kid: {} },
    "kid a path": { kid: "../../../../dev/null" },
    "kid an absolute path": { kid: "/proc/self/environ" },
    "kid SQL": { kid: "x' UNION SELECT 'secret' --" },
    "kid a command": { kid: "x; touch /tmp/owned" },
    "kid __proto__": { kid: "__proto__" },
    "kid constructor": { kid: "constructor" },
    "kid a long text": { kid: "k".repeat(5000) },
  }),
  {
    name: "kid missing",
    why: KNOWN_KEYS,
    forge: (genuine) => signGenuinely({ ...genuine, header: without(genuine.header, "kid") }),
  },
  ...withHeader(CRITICAL, {
    "crit of nobody": { crit: ["x-unknown"], "x-unknown": true },
    "crit without its header": { crit: ["exp"] },
    "crit of a registered name": { crit: ["alg"] },
    "crit empty": { crit: [] },
    "crit no list": { crit: "exp" },
    "crit null": { crit: null },
    "b64 false": { b64: false },
    "b64 false and critical": { b64: false, crit: ["b64"] },
    "b64 true and critical": { b64: true, crit: ["b64"] },
  }),
  ...withHeader(KIND, {
    "typ JWT": { typ: "JWT" },
    "typ of a logout": { typ: "logout+jwt" },
    "typ of an identity": { typ: "id+jwt" },
    "typ empty": { typ: "" },
    "typ null": { typ: null },
    "typ a list": { typ: ["at+jwt"] },
    "typ with more": { typ: "at+jwt; charset=utf-8" },
  }),
  {
    name: "typ missing",
    why: KIND,
    forge: (genuine) => signGenuinely({ ...genuine, header: without(genuine.header, "typ") }),
  },
  ...[
    { name: "alg twice", replace: ['"alg":"HS256"', '"alg":"none","alg":"HS256"'] },
    { name: "kid twice", replace: ['"kid":', '"kid":"nobody","kid":'] },
    { name: "a space in the JSON", replace: ['{"', '{ "'] },
    { name: "a list for a header", replace: [/.*/, "[]"] },
    { name: "null for a header", replace: [/.*/, "null"] },
    { name: "no JSON for a header", replace: [/.*/, "header"] },
  ].map(({ name, replace: [from, to] }): ForgedToken => ({
    name: `header: ${name}`,
    why: "every name stands once, in the JSON that we write (RFC 7515 §4)",
    forge: ({ header, claims, secret }) =>
      signToken(JSON.stringify(header).replace(from!, String(to)), claims, signByHmac(secret)),
  })),
];
