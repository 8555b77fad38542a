import { basename, dirname, join } from "node:path";
import { StartError } from "../config/start_error.ts";
import { type BackupState, inspectBackup } from "../database/inspect_backup.ts";
import {
  type BackupInfo,
  damaged,
  DATABASE_FILE,
  INFO_FILE,
  readBackupInfo,
  SUMS_FILE,
} from "./backup_info.ts";
import { type Cipher, ENCRYPTED, KEY_FILE, openCipher } from "./cipher.ts";
import { explainFileError } from "./explain_file_error.ts";
import { hashFile, writePrivateFile } from "./hashed_files.ts";

/** Asks for the passphrase of a backup. */
export type AskPassphrase = () => Promise<string>;

/** A backup of which every file has the hash that it had when it was made. */
export interface OpenBackup {
  readonly path: string;
  readonly info: BackupInfo;
  /** The names of its files. */
  readonly files: readonly string[];
  /** Bytes of all files. */
  readonly bytes: number;
  /** Writes a file of the circle to a new place, decrypted. */
  readonly extract: (name: string, to: string) => Promise<void>;
}

/**
 * Opens a backup, and compares every file with the list of hashes; throws a `StartError` if there
 * is none, if it is damaged or newer than this program, or if the passphrase is another one.
 */
export async function openBackup(path: string, ask: AskPassphrase): Promise<OpenBackup> {
  try {
    const info = await readBackupInfo(path);
    const needed = info.encrypted ? [DATABASE_FILE + ENCRYPTED, KEY_FILE] : [DATABASE_FILE];
    const sums = await readSums(path, [INFO_FILE, ...needed]);
    const bytes = await checkSums(path, sums);
    const cipher = info.encrypted ? await unlock(path, ask) : undefined;
    return {
      path,
      info,
      files: [...sums.keys()],
      bytes,
      extract: (name, to) => extract(join(path, name), { to, cipher }),
    };
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** The hashes of the files by their names, at least of those that are needed. */
async function readSums(
  path: string,
  needed: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const text = await Deno.readTextFile(join(path, SUMS_FILE)).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw damaged(path, `its ${SUMS_FILE} is missing`);
  });
  const sums = new Map<string, string>();
  for (const line of text.trimEnd().split("\n")) {
    const [, sum, name] = /^([0-9a-f]{64}) {2}((?!\.)[\w.-]+(?:\/(?!\.)[\w.-]+)*)$/.exec(line) ??
      [];
    if (!sum || !name) throw damaged(path, `its ${SUMS_FILE} cannot be read`);
    sums.set(name, sum);
  }
  for (const name of needed) {
    if (!sums.has(name)) throw damaged(path, `its ${SUMS_FILE} lacks ${name}`);
  }
  return sums;
}

/** Returns how many bytes the files have. */
async function checkSums(path: string, sums: ReadonlyMap<string, string>): Promise<number> {
  let bytes = 0;
  for (const [name, sum] of sums) {
    const file = join(path, name);
    const size = await Deno.stat(file).then(({ size }) => size, () => undefined);
    if (size === undefined) throw damaged(path, `its file ${name} is missing`);
    if (await hashFile(file) !== sum) throw damaged(path, `its file ${name} has changed`);
    bytes += size;
  }
  return bytes;
}

async function unlock(path: string, ask: AskPassphrase): Promise<Cipher> {
  const cipher = await openCipher(await Deno.readFile(join(path, KEY_FILE)), await ask());
  if (!cipher) throw new StartError(`That is not the passphrase of ${path}.`);
  return cipher;
}

interface Extracting {
  readonly to: string;
  readonly cipher?: Cipher;
}

async function extract(from: string, { to, cipher }: Extracting): Promise<void> {
  const stored = cipher ? from + ENCRYPTED : from;
  const { readable } = await Deno.open(stored);
  try {
    await writePrivateFile(to, cipher ? await cipher.decrypt(readable) : readable);
  } catch (error) {
    const isOfFiles = error instanceof Error && (error.name !== "Error" || "code" in error);
    throw isOfFiles
      ? error
      : damaged(dirname(stored), `its file ${basename(stored)} cannot be decrypted`);
  }
}

/** Checks the database of a backup, which was extracted to a file. */
export async function checkBackupDatabase(
  { path, info }: Pick<OpenBackup, "path" | "info">,
  file: string,
): Promise<void> {
  const state: BackupState = await inspectBackup(file);
  if (state.kind === "damaged") throw damaged(path, `its database ${state.fault}`);
  for (const [table, count] of Object.entries(info.rows)) {
    if (state.rows[table] !== count) {
      throw damaged(path, `it has ${state.rows[table] ?? 0} rows of ${table} instead of ${count}`);
    }
  }
}

/** A backup that was verified. */
export interface VerifiedBackup extends BackupInfo {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

/** Verifies a backup: its files by their hashes, its database, and how many rows it has. */
export async function verifyBackup(path: string, ask: AskPassphrase): Promise<VerifiedBackup> {
  const backup = await openBackup(path, ask);
  await using folder = await makeTempFolder();
  const file = join(folder.path, DATABASE_FILE);
  await backup.extract(DATABASE_FILE, file);
  await checkBackupDatabase(backup, file);
  return { path, ...backup.info, files: backup.files.length, bytes: backup.bytes };
}

/** A folder on this machine that only we can read, and that is gone at the end. */
export async function makeTempFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "circle-backup-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
