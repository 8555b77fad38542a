import { join } from "node:path";
import type { Random } from "./system.ts";
import { StartError } from "./start_error.ts";
import {
  formatSigningKeys,
  InvalidKeysError,
  parseSigningKeys,
  type SigningKey,
} from "./signing_keys.ts";

/** The folder that keeps the keys, and the random source of the first one. */
interface KeyStore extends Random {
  readonly dataDir: string;
}

/** The signing keys of the data folder; the first start makes one, readable by its owner alone. */
export async function loadSigningKeys({ dataDir, randomBytes }: KeyStore): Promise<SigningKey[]> {
  const path = signingKeysFile(dataDir);
  try {
    const text = await readIfThere(path) ?? await storeSigningKeys(dataDir, [newKey(randomBytes)]);
    await Deno.chmod(path, 0o600);
    return parseSigningKeys(text);
  } catch (error) {
    const fault = error instanceof InvalidKeysError ? error.message : "cannot be read and written.";
    throw new StartError(
      `The file ${path} ${fault} Restore it from a backup, or move it away: ` +
        "then a new key is made, and everybody logs in again.",
    );
  }
}

/** The signing keys of the data folder, as they are in its file now. */
export async function readSigningKeys(dataDir: string): Promise<SigningKey[]> {
  return parseSigningKeys(await Deno.readTextFile(signingKeysFile(dataDir)));
}

/**
 * Whether others on this machine can read the signing keys, as on file systems where modes have no
 * effect (WSL, CIFS).
 */
export async function areKeysReadableByOthers(dataDir: string): Promise<boolean> {
  const { mode } = await Deno.stat(signingKeysFile(dataDir));
  return mode !== null && (mode & 0o077) !== 0;
}

/** The file that holds the signing keys; it is made once there is a database. */
export function signingKeysFile(dataDir: string): string {
  return join(dataDir, "signing-keys");
}

/**
 * Saves signing keys in a data folder, replacing any others. The file is written atomically, and
 * belongs to the owner of the one before.
 */
export async function storeSigningKeys(
  dataDir: string,
  keys: readonly SigningKey[],
): Promise<string> {
  const path = signingKeysFile(dataDir);
  const text = `${formatSigningKeys(keys)}\n`;
  const unfinished = `${path}.new`;
  using file = await Deno.open(unfinished, {
    write: true,
    create: true,
    truncate: true,
    mode: 0o600,
  });
  await file.write(new TextEncoder().encode(text));
  await file.sync();
  await giveToOwner(unfinished, path);
  await Deno.rename(unfinished, path);
  return text;
}

/** Root may write for the user of the server, who reads it. */
async function giveToOwner(path: string, before: string): Promise<void> {
  const owner = await Deno.stat(before).catch(() => undefined);
  if (!owner || owner.uid === null) return;
  const { uid, gid } = await Deno.stat(path);
  if (uid !== owner.uid || gid !== owner.gid) await Deno.chown(path, owner.uid, owner.gid);
}

function newKey(randomBytes: KeyStore["randomBytes"]): SigningKey {
  const kid = randomBytes(6).toBase64({ alphabet: "base64url" });
  return { kid, secret: randomBytes(32) };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
