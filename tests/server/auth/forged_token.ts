import { signByHmac, signToken } from "../../support/sign_token.ts";

/** A token that must not be taken. */
export interface ForgedToken {
  readonly name: string;
  /** Why it must fail. */
  readonly why: string;
  readonly forge: (genuine: Genuine) => string;
}

/** All that a forger may know of a deployment, and more: even the key that signs. */
export interface Genuine {
  /** A token that is valid. */
  readonly token: string;
  readonly refreshToken: string;
  readonly header: Claims;
  readonly claims: Claims;
  readonly secret: Uint8Array;
  /** What another person's valid token says. */
  readonly othersClaims: Claims;
  /** Address that hears whether the server asks somebody for a key. */
  readonly trap: string;
}

export type Claims = Readonly<Record<string, unknown>>;

/** Signs with the deployment's own key, so that only what else is wrong can be the reason to fail. */
export function signGenuinely(
  { header, claims, secret }: Pick<Genuine, "header" | "claims" | "secret">,
): string {
  return signToken(header, claims, signByHmac(secret));
}

/** What is left of a header or claims without one name. */
export function without(claims: Claims, name: string): Claims {
  const { [name]: _, ...rest } = claims;
  return rest;
}
