import { join } from "node:path";
import { StartError } from "../config/start_error.ts";
import { SUMS_FILE } from "./backup_info.ts";
import { type Cipher, ENCRYPTED, KEY_FILE, makeCipher } from "./cipher.ts";
import { flushFolder, hashFile, hashStream, writePrivateFile } from "./hashed_files.ts";

/** The files of a backup that is being made. */
export interface BackupFiles {
  readonly path: string;
  readonly cipher?: Cipher;
  /** Adds a file that is never encrypted. */
  readonly addPlain: (name: string, content: string | ReadableStream<Uint8Array>) => Promise<void>;
  /** Adds the file at a path, encrypted if the backup is, and compares what was written. */
  readonly addFile: (name: string, from: string) => Promise<void>;
  /** Adds a file that was written to its place. */
  readonly note: (name: string) => Promise<void>;
  /** Writes the list of hashes. */
  readonly finish: () => Promise<void>;
}

/** Begins the files of a backup, in a folder that is empty. */
export async function openBackupFiles(path: string, passphrase?: string): Promise<BackupFiles> {
  const sums = new Map<string, string>();
  const made = passphrase === undefined ? undefined : await makeCipher(passphrase);
  const note = async (name: string) => void sums.set(name, await hashFile(join(path, name)));
  const addPlain: BackupFiles["addPlain"] = async (name, content) => {
    await writePrivateFile(join(path, name), content);
    await note(name);
  };
  if (made) await addPlain(KEY_FILE, new Blob([made.key]).stream());
  return {
    path,
    cipher: made?.cipher,
    addPlain,
    addFile: async (name, from) => {
      const { readable } = await Deno.open(from);
      const to = made ? name + ENCRYPTED : name;
      await addPlain(to, made ? await made.cipher.encrypt(readable) : readable);
      const written = (await Deno.open(join(path, to))).readable;
      const copy = made ? await made.cipher.decrypt(written) : written;
      if (await hashStream(copy) !== await hashFile(from)) {
        throw new StartError(`${name} did not come out as it went in. Nothing was backed up.`);
      }
    },
    note,
    finish: async () => {
      const lines = [...sums].map(([name, sum]) => `${sum}  ${name}\n`);
      await writePrivateFile(join(path, SUMS_FILE), lines.join(""));
      await flushFolder(path);
    },
  };
}
