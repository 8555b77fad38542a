import type { NewPasskey, PasskeyAnswer } from "../../shared/contract/passkey_fields.ts";
import type { PasskeyPlace } from "./passkey_rules.ts";
import type { StoredPasskey } from "./passkeys.ts";

/** COSE algorithms that passkeys may sign with: EdDSA, ES256, RS256. */
export const PASSKEY_ALGORITHMS = [-8, -7, -257] as const;

/** Bytes of a credential ID (WebAuthn L3 §7.1). */
const MAX_ID_BYTES = 1023;

/** Bytes of a public key: RSA with 4096 bits takes half of them. */
const MAX_KEY_BYTES = 1024;

/** What a device says of a passkey. */
interface VerifiedPasskey {
  readonly credential_id: string;
  /** COSE, base64url. */
  readonly public_key: string;
  readonly counter: number;
  readonly backed_up: number;
}

/**
 * The challenge that a browser answered; `undefined` if it cannot be read, or if it was answered
 * within a page of another origin, which the library allows (WebAuthn L3 §7.1, §7.2: `crossOrigin`).
 */
export function readChallenge(
  { clientDataJSON }: { readonly clientDataJSON: string },
): string | undefined {
  try {
    const { challenge, crossOrigin = false, topOrigin } = JSON.parse(
      new TextDecoder().decode(Uint8Array.fromBase64(clientDataJSON, { alphabet: "base64url" })),
    );
    const isFramed = crossOrigin !== false || topOrigin !== undefined;
    return typeof challenge === "string" && !isFramed ? challenge : undefined;
  } catch {
    return undefined;
  }
}

/** Checks a new passkey (WebAuthn L3 §7.1); returns `undefined` if anything of it is wrong. */
export async function verifyNewPasskey(
  { id, response }: NewPasskey,
  { challenge, host, origin }: PasskeyPlace & { readonly challenge: string },
): Promise<VerifiedPasskey | undefined> {
  try {
    const [{ verifyRegistrationResponse }, { decodeAttestationObject }] = await Promise.all([
      import("@simplewebauthn/server"),
      import("@simplewebauthn/server/helpers"),
    ]);
    const { clientDataJSON, attestationObject } = response;
    const attestation = decodeAttestationObject(
      Uint8Array.fromBase64(attestationObject, { alphabet: "base64url" }),
    );
    // Certificates were not asked for, and to check them would need the network.
    if (attestation.get("attStmt").size > 0) return undefined;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: host,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...PASSKEY_ALGORITHMS],
    });
    if (!verified) return undefined;
    const { credential, credentialBackedUp } = registrationInfo;
    const { length } = Uint8Array.fromBase64(credential.id, { alphabet: "base64url" });
    if (length > MAX_ID_BYTES || credential.publicKey.length > MAX_KEY_BYTES) return undefined;
    return {
      credential_id: credential.id,
      public_key: credential.publicKey.toBase64({ alphabet: "base64url", omitPadding: true }),
      counter: credential.counter,
      backed_up: credentialBackedUp ? 1 : 0,
    };
  } catch {
    return undefined; // the library throws for all that is wrong
  }
}

/** Checks the answer of a passkey (WebAuthn L3 §7.2); returns `undefined` if it is wrong. */
export async function verifyPasskeyAnswer(
  { id, response }: PasskeyAnswer,
  { challenge, host, origin, passkey }: PasskeyPlace & {
    readonly challenge: string;
    readonly passkey: StoredPasskey;
  },
): Promise<Pick<VerifiedPasskey, "counter" | "backed_up"> | undefined> {
  try {
    const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { id, rawId: id, type: "public-key", clientExtensionResults: {}, response },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: host,
      requireUserVerification: true,
      credential: {
        id: passkey.credential_id,
        publicKey: Uint8Array.fromBase64(passkey.public_key, { alphabet: "base64url" }),
        counter: 0, // of a counter that does not rise, the log tells
      },
    });
    if (!verified) return undefined;
    const { newCounter, credentialBackedUp } = authenticationInfo;
    return { counter: newCounter, backed_up: credentialBackedUp ? 1 : 0 };
  } catch {
    return undefined; // the library throws for all that is wrong
  }
}
