import type { JWTHeaderParameters } from "jose";
import { JOSEError, JWSInvalid } from "jose/errors";
import { SignJWT } from "jose/jwt/sign";
import { jwtVerify } from "jose/jwt/verify";
import { ACCESS_TOKEN_SECONDS } from "../../shared/contract/sessions.ts";
import { isId } from "../database/ids.ts";
import type { SigningKey } from "../config/signing_keys.ts";
import { type AccessClaims, cacheVerified, type VerifiedToken } from "./verified_tokens.ts";

/** Clock tolerance, in seconds. */
const LEEWAY_SECONDS = 60;

const ALGORITHM = "HS256";

/** The type of an access token (RFC 9068 §2.1), so that no other JWT of ours passes for one. */
const TOKEN_TYPE = "at+jwt";

/** Issues and verifies access tokens: JWTs (RFC 7519) as RFC 8725 and RFC 9068 ask. */
export interface AccessTokens {
  /** The public URL of the server. */
  readonly issuer: string;
  issue(claims: AccessClaims): Promise<string>;
  /** The claims of a token; `undefined` if it is not ours, expired, or not an access token. */
  verify(token: string): Promise<AccessClaims | undefined>;
}

/** What access tokens are created with. */
interface AccessTokenOptions {
  /** The first signs, all verify. */
  readonly keys: readonly SigningKey[];
  /** Issuer and audience: the public URL of the server. */
  readonly issuer: string;
  readonly now: () => Date;
}

/**
 * Creates the access tokens of one server. Keys are imported once, which costs more than verifying.
 */
export async function createAccessTokens(
  { keys, issuer, now }: AccessTokenOptions,
): Promise<AccessTokens> {
  const imported = new Map<string, CryptoKey>();
  for (const { kid, secret } of keys) imported.set(kid, await importKey(secret));
  const [signingKid, signingKey] = imported.entries().next().value!;

  async function issue({ accountId, sessionId }: AccessClaims): Promise<string> {
    const issuedAt = Math.floor(now().getTime() / 1000);
    return await new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, kid: signingKid, typ: TOKEN_TYPE })
      .setIssuer(issuer).setAudience(issuer).setSubject(accountId)
      .setIssuedAt(issuedAt).setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
      .sign(signingKey);
  }

  async function verify(token: string): Promise<VerifiedToken | undefined> {
    try {
      const { payload } = await jwtVerify(token, (header) => findKey(imported, header), {
        algorithms: [ALGORITHM],
        typ: TOKEN_TYPE,
        issuer,
        audience: issuer,
        requiredClaims: CLAIMS,
        clockTolerance: LEEWAY_SECONDS,
        maxTokenAge: ACCESS_TOKEN_SECONDS, // also refuses an iat in the future
        currentDate: now(),
      });
      return isCanonical(token) ? readClaims(payload, issuer) : undefined;
    } catch (error) {
      if (error instanceof JOSEError) return undefined;
      throw error;
    }
  }

  return { issuer, issue, verify: cacheVerified(verify, now) };
}

/** The key that a header names by `kid`; nothing else of a header is used (RFC 8725 §3.10). */
function findKey(keys: ReadonlyMap<string, CryptoKey>, header: JWTHeaderParameters): CryptoKey {
  const key = keys.get(header.kid ?? "");
  const isPlain = Object.keys(header).every((name) => ["alg", "kid", "typ"].includes(name));
  if (key && isPlain) return key;
  throw new JWSInvalid("not a header that we write");
}

const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;

/**
 * Whether a verified token is canonical: `jose` also accepts padding, unused bits, and JSON with
 * duplicate keys.
 */
function isCanonical(token: string): boolean {
  return token.split(".").every((part, index) => {
    const bytes = Uint8Array.fromBase64(part, BASE64URL);
    const isSignature = index === 2;
    return (isSignature ? bytes : rewriteJson(bytes)).toBase64(BASE64URL) === part;
  });
}

function rewriteJson(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes))));
}

const CLAIMS = ["iss", "aud", "sub", "sid", "iat", "exp"];

function readClaims(payload: Record<string, unknown>, issuer: string): VerifiedToken | undefined {
  const { sub, sid, aud, iat, exp } = payload;
  const isOurs = Object.keys(payload).every((name) => CLAIMS.includes(name)) &&
    typeof sub === "string" && isId(sub) && typeof sid === "string" && isId(sid) &&
    aud === issuer && typeof iat === "number" && Number.isSafeInteger(iat) &&
    exp === iat + ACCESS_TOKEN_SECONDS;
  if (!isOurs) return undefined;
  return { claims: { accountId: sub, sessionId: sid }, issuedAt: iat, expiresAt: exp };
}

function importKey(secret: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey(
    "raw",
    Uint8Array.from(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );
}
