import { join } from "node:path";
import { StartError } from "../start_error.ts";
import { formatSigningKeys, parseSigningKeys, type SigningKey } from "./signing_keys.ts";

/** Where keys are kept, and where a first one takes its chance from. */
export interface KeyStore {
  readonly dataDir: string;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** The signing keys of the data folder; the first start makes one, readable by its owner alone. */
export async function loadSigningKeys(store: KeyStore): Promise<SigningKey[]> {
  const path = signingKeysFile(store.dataDir);
  const text = await readIfThere(path);
  if (text === undefined) return await makeFirstKey(store);
  await Deno.chmod(path, 0o600);
  try {
    return parseSigningKeys(text);
  } catch (error) {
    throw new StartError(`The file ${path} ${(error as Error).message}`);
  }
}

/** The file that holds the signing keys. */
export function signingKeysFile(dataDir: string): string {
  return join(dataDir, "signing-keys");
}

/** Keeps signing keys in a data folder, in place of any that are there. */
export async function storeSigningKeys(
  dataDir: string,
  keys: readonly SigningKey[],
): Promise<void> {
  const path = signingKeysFile(dataDir);
  // Whoever is killed here leaves a file that is either whole or not yet under its name.
  const unfinished = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(unfinished, `${formatSigningKeys(keys)}\n`, {
    mode: 0o600,
    createNew: true,
  });
  await Deno.rename(unfinished, path);
}

async function makeFirstKey({ dataDir, randomBytes }: KeyStore): Promise<SigningKey[]> {
  const kid = randomBytes(6).toBase64({ alphabet: "base64url" });
  const keys = [{ kid, secret: randomBytes(32) }];
  await storeSigningKeys(dataDir, keys);
  return keys;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
