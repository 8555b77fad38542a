import { Buffer } from "node:buffer";
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { Client } from "../../shared/client.ts";
import type { Passkey } from "../../shared/contract/passkey_fields.ts";
import type { Joined } from "./circle.ts";

/** What a made-up device does otherwise than it should. */
interface Faults {
  readonly crossOrigin?: boolean;
  readonly topOrigin?: string;
  readonly origin?: string;
  readonly host?: string;
  readonly isVerified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
}

/** A passkey on a device in software (WebAuthn L3 §6). */
export interface TestPasskey {
  readonly id: string;
  readonly key: KeyObject;
  readonly userHandle: string;
  /** Where it works. */
  readonly url: string;
}

interface CreationOptions {
  readonly challenge: string;
  readonly user: { readonly id: string };
}

/** The key of a new credential, and its bytes to sign with and to show. */
interface CredentialKey {
  readonly key: KeyObject;
  /** The public key as a COSE_Key (RFC 9052 §7). */
  readonly cose: Buffer;
}

/** Makes a key of each algorithm that passkeys may have (RFC 9053, RFC 8230). */
export const MAKE_KEY = {
  ES256: () => {
    const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x, y } = publicKey.export({ format: "jwk" });
    return { key, cose: joinBytes("a5010203262001215820", x!, "225820", y!) };
  },
  EdDSA: () => {
    const { privateKey: key, publicKey } = generateKeyPairSync("ed25519");
    const { x } = publicKey.export({ format: "jwk" });
    return { key, cose: joinBytes("a4010103272006215820", x!) };
  },
  RS256: () => {
    const { privateKey: key, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { n, e } = publicKey.export({ format: "jwk" });
    return { key, cose: joinBytes("a401030339010020590100", n!, "2143", e!) };
  },
} as const satisfies Record<string, () => CredentialKey>;

/** Bytes in hexadecimal and in base64url, by turns. */
function joinBytes(...parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.map((part, at) =>
      at % 2 === 0 ? Buffer.from(part, "hex") : Buffer.from(part, "base64url")
    ),
  );
}

/** Makes a passkey, and the response that a browser would send for it. */
export function createCredential(
  { challenge, user }: CreationOptions,
  url: string,
  { key: { key, cose } = MAKE_KEY.ES256(), id = randomBytes(32), ...faults }:
    & Faults
    & { readonly key?: CredentialKey; readonly id?: Buffer } = {},
) {
  const data = Buffer.concat([
    authenticatorData(url, 0x40, faults),
    Buffer.alloc(16),
    writeLength(id),
    id,
    cose,
  ]);
  const attestation = Buffer.concat([
    Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746159", "hex"),
    writeLength(data),
    data,
  ]);
  const passkey: TestPasskey = {
    id: id.toString("base64url"),
    key,
    userHandle: user.id,
    url,
  };
  const response = {
    id: passkey.id,
    rawId: passkey.id,
    type: "public-key" as const,
    clientExtensionResults: {},
    response: {
      clientDataJSON: clientData("webauthn.create", challenge, url, faults).toString("base64url"),
      attestationObject: attestation.toString("base64url"),
      transports: ["internal"],
    },
  };
  return { passkey, response };
}

/** What a browser sends when a passkey answers a challenge. */
export function answerChallenge(
  { id, key, userHandle, url }: TestPasskey,
  challenge: string,
  faults: Faults = {},
) {
  const data = authenticatorData(url, 0, faults);
  const client = clientData("webauthn.get", challenge, url, faults);
  const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
  return {
    id,
    rawId: id,
    type: "public-key" as const,
    clientExtensionResults: {},
    response: {
      clientDataJSON: client.toString("base64url"),
      authenticatorData: data.toString("base64url"),
      signature: sign(key.asymmetricKeyType === "ed25519" ? null : "sha256", signed, key)
        .toString("base64url"),
      userHandle: faults.userHandle ?? userHandle,
    },
  };
}

function writeLength({ length }: Buffer): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(length);
  return bytes;
}

function clientData(
  type: string,
  challenge: string,
  url: string,
  { origin = url, crossOrigin, topOrigin }: Faults,
): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin, topOrigin }));
}

function authenticatorData(url: string, flags: number, faults: Faults): Buffer {
  const { host = new URL(url).hostname, isVerified = true, counter = 0 } = faults;
  const fixed = Buffer.alloc(5);
  fixed[0] = flags | 0x01 | (isVerified ? 0x04 : 0);
  fixed.writeUInt32BE(counter, 1);
  return Buffer.concat([createHash("sha256").update(host).digest(), fixed]);
}

/** Adds a passkey to an account. */
export async function addTestPasskey(
  { client, password }: Pick<Joined, "client" | "password">,
  url: string,
  name = "my phone",
): Promise<{ readonly passkey: TestPasskey; readonly added: Passkey }> {
  const options = await client.createPasskeyOptions({ body: { password } });
  const { passkey, response } = createCredential(options, url);
  return { passkey, added: await client.addPasskey({ body: { name, response } }) };
}

/** Logs in by a passkey. */
export async function logInByPasskey(client: Client, passkey: TestPasskey, faults: Faults = {}) {
  const { challenge } = await client.createPasskeyLoginOptions({});
  return await client.loginByPasskey({
    body: { response: answerChallenge(passkey, challenge, faults) },
  });
}
