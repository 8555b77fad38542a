import { Buffer } from "node:buffer";
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { Client } from "../../shared/client.ts";
import type { Passkey } from "../../shared/contract/passkey_fields.ts";
import type { Joined } from "./circle.ts";

/** What a made-up device does otherwise than it should. */
interface Faults {
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

/** Makes a passkey, and the response that a browser would send for it. */
export function createCredential(
  { challenge, user }: CreationOptions,
  url: string,
  faults: Faults = {},
) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(32);
  const { x, y } = publicKey.export({ format: "jwk" });
  const cose = Buffer.concat([
    Buffer.from("a5010203262001215820", "hex"),
    Buffer.from(x!, "base64url"),
    Buffer.from("225820", "hex"),
    Buffer.from(y!, "base64url"),
  ]);
  const data = Buffer.concat([
    authenticatorData(url, 0x40, faults),
    Buffer.alloc(16),
    Buffer.from([0, id.length]),
    id,
    cose,
  ]);
  const attestation = Buffer.concat([
    Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746158", "hex"),
    Buffer.from([data.length]),
    data,
  ]);
  const passkey: TestPasskey = {
    id: id.toString("base64url"),
    key: privateKey,
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
      signature: sign("sha256", signed, key).toString("base64url"),
      userHandle: faults.userHandle ?? userHandle,
    },
  };
}

function clientData(type: string, challenge: string, url: string, { origin }: Faults): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin: origin ?? url }));
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
