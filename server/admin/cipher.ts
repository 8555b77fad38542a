import { StartError } from "../config/start_error.ts";

/** Loaded for encrypted backups alone: it is a seventh of the start of every command. */
const loadAge = () => import("age-encryption");

/** The file of an encrypted backup that has its key, encrypted by the passphrase. */
export const KEY_FILE = "key.age";

/** What is added to the names of encrypted files. */
export const ENCRYPTED = ".age";

/**
 * Encrypts and decrypts files in the format of age (age-encryption.org/v1). They have a key of
 * their own: to try a passphrase is slow on purpose, so only the key is encrypted by it.
 */
export interface Cipher {
  readonly encrypt: (plain: ReadableStream<Uint8Array>) => Promise<ReadableStream<Uint8Array>>;
  readonly decrypt: (encrypted: ReadableStream<Uint8Array>) => Promise<ReadableStream<Uint8Array>>;
}

/** Makes a new key, and encrypts it by a passphrase. */
export async function makeCipher(
  passphrase: string,
): Promise<{ readonly cipher: Cipher; readonly key: Uint8Array<ArrayBuffer> }> {
  const { Encrypter, generateX25519Identity } = await loadAge();
  const identity = await generateX25519Identity();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  const key = await encrypter.encrypt(`${identity}\n`);
  return { cipher: await createCipher(identity), key: new Uint8Array(key) };
}

/** Opens the key of a backup; `undefined` if the passphrase is another one. */
export async function openCipher(
  key: Uint8Array,
  passphrase: string,
): Promise<Cipher | undefined> {
  const { Decrypter } = await loadAge();
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  let identity;
  try {
    identity = await decrypter.decrypt(key, "text");
  } catch (error) {
    if (error instanceof Error && /no identity matched/.test(error.message)) return undefined;
    throw new StartError(`The key of the backup is damaged (${(error as Error).message}).`);
  }
  return await createCipher(identity.trim());
}

async function createCipher(identity: string): Promise<Cipher> {
  const { Decrypter, Encrypter, identityToRecipient } = await loadAge();
  const recipient = await identityToRecipient(identity);
  return {
    encrypt: async (plain) => {
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      return await encrypter.encrypt(plain);
    },
    decrypt: async (encrypted) => {
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity);
      return await decrypter.decrypt(encrypted);
    },
  };
}
