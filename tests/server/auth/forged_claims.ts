import { signByHmac, signToken } from "../../support/sign_token.ts";
import { type ForgedToken, type Genuine, signGenuinely, without } from "./forged_token.ts";

/** Makes forgeries that claim something else and are signed with the right key. */
function withClaims(
  why: string,
  claims: Readonly<Record<string, object | ((genuine: Genuine) => object)>>,
): ForgedToken[] {
  return Object.entries(claims).map(([name, change]) => ({
    name,
    why,
    forge: (genuine) => {
      const changed = typeof change === "function" ? change(genuine) : change;
      return signGenuinely({ ...genuine, claims: { ...genuine.claims, ...changed } });
    },
  }));
}

/** Makes tokens with JSON that no object serializes to, such as repeated keys. */
function withText(
  why: string,
  texts: Readonly<Record<string, (json: string, genuine: Genuine) => string>>,
): ForgedToken[] {
  return Object.entries(texts).map(([name, change]) => ({
    name,
    why,
    forge: (genuine) =>
      signToken(
        genuine.header,
        change(JSON.stringify(genuine.claims), genuine),
        signByHmac(genuine.secret),
      ),
  }));
}

const issued = ({ claims }: Genuine) => Number(claims.iat);

/** Claims of a token that was issued some seconds from now and lives for some more. */
function lasting(seconds: number, from = 0): (genuine: Genuine) => object {
  return (genuine) => ({ iat: issued(genuine) + from, exp: issued(genuine) + from + seconds });
}

const YEAR = 365 * 24 * 60 * 60;

const NEEDED = "we always say it, so a token without it is not ours (RFC 9068 §2.2)";
const TYPED = "a claim of another type is not understood (RFC 7519 §4.1)";
const IN_TIME = "a token is good from its iat to its exp, by 60 seconds of leeway";
const LIFE = "we give every token 20 minutes, so another life is not ours";
const PEOPLE = "an account and its session belong together and must both go on";
const DEPLOYMENT = "another deployment's token is not for us (RFC 8725 §3.8, §3.9)";
const FOREIGN = "we write six claims, so a token with more is not ours";
const ONCE = "a name that stands twice means two things (RFC 7519 §4)";
const OBJECT = "claims are an object of JSON in UTF-8 (RFC 7519 §7.2)";

/** Values that are not a time in any reading. */
const NO_MOMENTS = {
  "a text": "1800000000",
  "null": null,
  "true": true,
  "a list": [1800000000],
  "an object": {},
  "a fraction": 1800000000.5,
  "zero": 0,
  "negative": -1,
  "past every date": 1e18,
  "past every integer": 2 ** 53,
};

/** Values that are no id. */
const NO_IDS = {
  "empty": "",
  "null": null,
  "a number": 1,
  "true": true,
  "a list": [],
  "an object": {},
  "SQL": "' OR '1'='1",
  "a wild card": "%",
  "a path": "../1",
  "a NUL": "\0",
  "__proto__": "__proto__",
};

/** Tokens that are signed with the right key and claim what we never would. */
export const FORGED_CLAIMS: readonly ForgedToken[] = [
  ...["exp", "iat", "sub", "sid", "iss", "aud"].map((name): ForgedToken => ({
    name: `${name} missing`,
    why: NEEDED,
    forge: (genuine) => signGenuinely({ ...genuine, claims: without(genuine.claims, name) }),
  })),
  ...["exp", "iat", "nbf"].flatMap((claim) =>
    Object.entries(NO_MOMENTS).flatMap(([name, value]) =>
      withClaims(TYPED, { [`${claim} ${name}`]: { [claim]: value } })
    )
  ),
  ...["sub", "sid"].flatMap((claim) =>
    Object.entries(NO_IDS).flatMap(([name, value]) =>
      withClaims(TYPED, { [`${claim} ${name}`]: { [claim]: value } })
    )
  ),
  ...withClaims(IN_TIME, {
    "expired a minute and a second ago": lasting(1200, -1261),
    "expired a year ago": lasting(1200, -YEAR),
    "issued in an hour": lasting(1200, 3600),
    "issued in a minute and a half": lasting(1200, 90),
    "not before in an hour": (genuine) => ({ nbf: issued(genuine) + 3600 }),
  }),
  ...withClaims(LIFE, {
    "a life of 19 minutes": lasting(19 * 60),
    "a life of 21 minutes": lasting(21 * 60),
    "a life of a second more": lasting(1201),
    "a life of a year": lasting(YEAR),
    "a life of nothing": lasting(0),
    "a life backwards": lasting(-1200),
  }),
  ...withClaims(PEOPLE, {
    "another person's account": ({ othersClaims }) => ({ sub: othersClaims.sub }),
    "another person's session": ({ othersClaims }) => ({ sid: othersClaims.sid }),
    "an account that never was": () => ({ sub: crypto.randomUUID() }),
    "a session that never was": () => ({ sid: crypto.randomUUID() }),
    "account and session exchanged": ({ claims }) => ({ sub: claims.sid, sid: claims.sub }),
    "an id in capitals": ({ claims }) => ({ sub: String(claims.sub).toUpperCase() }),
    "an id in braces": ({ claims }) => ({ sid: `{${claims.sid}}` }),
  }),
  ...["iss", "aud"].flatMap((claim) =>
    withClaims(DEPLOYMENT, {
      [`${claim} of another`]: { [claim]: "https://other.example.org" },
      [`${claim} with a slash`]: ({ claims }) => ({ [claim]: `${claims[claim]}/` }),
      [`${claim} in capitals`]: ({ claims }) => ({ [claim]: String(claims[claim]).toUpperCase() }),
      [`${claim} with more behind`]: ({ claims }) => ({ [claim]: `${claims[claim]}.evil.org` }),
      [`${claim} a list`]: ({ claims }) => ({ [claim]: [claims[claim]] }),
      [`${claim} a list with others`]: ({ claims }) => ({ [claim]: ["https://a", claims[claim]] }),
      [`${claim} empty`]: { [claim]: "" },
      [`${claim} null`]: { [claim]: null },
      [`${claim} an object`]: ({ claims }) => ({ [claim]: { [String(claims[claim])]: 1 } }),
    })
  ),
  ...withClaims(FOREIGN, {
    "a role": { role: "owner" },
    "a scope": { scope: "admin" },
    "a token id": { jti: "1" },
    "a key to prove": { cnf: { jkt: "x" } },
    "an email": { email: "anna@example.org" },
  }),
  ...withText(ONCE, {
    "sub twice, the other's last": (json, { othersClaims }) =>
      json.replace(/\}$/, `,"sub":"${othersClaims.sub}"}`),
    "sub twice, the right one last": (json, { othersClaims }) =>
      json.replace(/^\{/, `{"sub":"${othersClaims.sub}",`),
    "exp twice": (json) => json.replace(/^\{/, '{"exp":9999999999,'),
    "sid twice, once in escapes": (json) => json.replace(/^\{/, '{"\\u0073id":"x",'),
  }),
  ...withText(OBJECT, {
    "exp 1e400": (json) => json.replace(/"exp":\d+/, '"exp":1e400'),
    "exp -1e400": (json) => json.replace(/"exp":\d+/, '"exp":-1e400'),
    "exp as a float": (json) => json.replace(/"exp":(\d+)/, '"exp":$1.0'),
    "__proto__ that fills in": (json) => `{"__proto__":${json}}`,
    "a list for claims": (json) => `[${json}]`,
    "null for claims": () => "null",
    "a text for claims": (json) => JSON.stringify(json),
    "a number for claims": () => "1",
    "no JSON for claims": () => "claims",
    "nothing for claims": () => "",
    "a comma too many": (json) => json.replace(/\}$/, ",}"),
    "a byte order mark": (json) => `\ufeff${json}`,
    "something after": (json) => `${json}{}`,
    "deep nesting": () => "[".repeat(4000),
  }),
];
