import { dirname, join } from "node:path";
import { StartError } from "../config/start_error.ts";
import { INFO_FILE, readBackupInfo, readSums, SUMS_FILE } from "./backup_info.ts";
import { type Cipher, ENCRYPTED, KEY_FILE, makeCipher, openCipher } from "./cipher.ts";
import type { GiveFiles } from "./give_files.ts";
import { flushFolder, hashFile, hashStream, writePrivateFile } from "./hashed_files.ts";

/** The files of a backup that is being made. */
export interface BackupFiles {
  readonly path: string;
  readonly isEncrypted: boolean;
  /** Adds the file at a path, encrypted if the backup is, and compares what was written. */
  readonly addFile: (name: string, from: string) => Promise<void>;
  /** Takes a file of the backup before, if it is there and as it was; returns whether it is. */
  readonly reuse: (name: string) => Promise<boolean>;
  /** Adds a file that was written to its place. */
  readonly note: (name: string) => Promise<void>;
  /** Writes the description and the list of hashes, and waits until the disk has everything. */
  readonly finish: (description: string) => Promise<void>;
}

/** How the files of a backup are made. */
interface FilesOptions {
  /** Encrypts them. */
  readonly passphrase?: string;
  /** The path of the backup before, if there is one. */
  readonly previous?: string;
  readonly give: GiveFiles;
}

/** Begins the files of a backup, in a folder that is empty. */
export async function openBackupFiles(
  path: string,
  { passphrase, previous, give }: FilesOptions,
): Promise<BackupFiles> {
  const sums = new Map<string, string>();
  const folders = new Set([path]);
  const before = previous === undefined ? undefined : await openEarlier(previous, passphrase);
  const encryption = passphrase === undefined
    ? undefined
    : before?.encryption ?? await makeCipher(passphrase);
  const toStored = (name: string) => encryption ? name + ENCRYPTED : name;
  const note = async (name: string) => void sums.set(name, await hashFile(join(path, name)));
  const makeFolderOf = async (name: string) => {
    const folder = dirname(join(path, name));
    if (folders.has(folder)) return;
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    folders.add(folder).add(dirname(folder));
  };
  const add = async (name: string, content: string | ReadableStream<Uint8Array>) => {
    await makeFolderOf(name);
    await writePrivateFile(join(path, name), content);
    await note(name);
  };
  if (encryption) await add(KEY_FILE, new Blob([encryption.key]).stream());
  return {
    path,
    isEncrypted: encryption !== undefined,
    addFile: async (name, from) => {
      const { readable } = await Deno.open(from);
      const stored = toStored(name);
      await add(stored, encryption ? await encryption.cipher.encrypt(readable) : readable);
      const written = (await Deno.open(join(path, stored))).readable;
      const copy = encryption ? await encryption.cipher.decrypt(written) : written;
      if (await hashStream(copy) !== await hashFile(from)) {
        throw new StartError(`${name} did not come out as it went in. Nothing was backed up.`);
      }
    },
    reuse: async (name) => {
      const stored = toStored(name);
      const sum = before?.sums.get(stored);
      if (sum === undefined) return false;
      await makeFolderOf(stored);
      const isTaken = await takeFile(join(previous!, stored), { to: join(path, stored), sum });
      if (isTaken) sums.set(stored, sum);
      return isTaken;
    },
    note,
    finish: async (description) => {
      await add(INFO_FILE, description);
      const lines = [...sums].map(([name, sum]) => `${sum}  ${name}\n`);
      await writePrivateFile(join(path, SUMS_FILE), lines.join(""));
      await give([...folders, ...[...sums.keys(), SUMS_FILE].map((name) => join(path, name))]);
      for (const folder of folders) await flushFolder(folder);
    },
  };
}

/** A cipher, and its key as it is kept. */
interface Encryption {
  readonly cipher: Cipher;
  readonly key: Uint8Array<ArrayBuffer>;
}

/** What a new backup can take from the one before. */
interface Earlier {
  readonly sums: ReadonlyMap<string, string>;
  readonly encryption?: Encryption;
}

/** Nothing can be taken from a backup that is damaged, or encrypted in another way. */
async function openEarlier(path: string, passphrase?: string): Promise<Earlier | undefined> {
  try {
    const { encrypted } = await readBackupInfo(path);
    const sums = await readSums(path);
    if (encrypted !== (passphrase !== undefined)) return undefined;
    if (passphrase === undefined) return { sums };
    const key = await Deno.readFile(join(path, KEY_FILE));
    const cipher = await openCipher(key, passphrase);
    return cipher && { sums, encryption: { cipher, key } };
  } catch {
    return undefined;
  }
}

interface Taking {
  readonly to: string;
  readonly sum: string;
}

/** Links a file, or copies it where disks have no links, unless it has changed. */
async function takeFile(from: string, { to, sum }: Taking): Promise<boolean> {
  try {
    if (await hashFile(from) !== sum) return false;
  } catch {
    return false; // it is gone
  }
  try {
    await Deno.link(from, to);
  } catch {
    await writePrivateFile(to, (await Deno.open(from)).readable);
  }
  return true;
}
