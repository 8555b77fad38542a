import { basename, dirname, join } from "node:path";
import { StartError } from "../config/start_error.ts";
import { inspectBackup } from "../database/inspect_backup.ts";
import {
  type BackupInfo,
  damaged,
  DATABASE_FILE,
  INFO_FILE,
  readBackupInfo,
  readSums,
  SUMS_FILE,
} from "./backup_info.ts";
import { type Cipher, ENCRYPTED, KEY_FILE, openCipher } from "./cipher.ts";
import { explainFileError } from "./explain_file_error.ts";
import { hashFile, hashStream, writePrivateFile } from "./hashed_files.ts";
import { isPhotoFile, isPicture, listPhotoFiles } from "./photo_files.ts";

/** Asks for the passphrase of a backup. */
export type AskPassphrase = () => Promise<string>;

/** A backup of which every file has the hash that it had when it was made. */
export interface OpenBackup {
  readonly path: string;
  readonly info: BackupInfo;
  /** The names of its files, without what encrypted ones have at the end. */
  readonly files: ReadonlySet<string>;
  /** Bytes of all files. */
  readonly bytes: number;
  /** Writes a file of the circle to a new place, decrypted; returns its SHA-256. */
  readonly extract: (name: string, to: string) => Promise<string>;
  /** The SHA-256 of a file of the circle, decrypted. */
  readonly hash: (name: string) => Promise<string>;
}

/**
 * Opens a backup, and compares every file with the list of hashes; throws a `StartError` if there
 * is none, if it is damaged or newer than this program, or if the passphrase is another one.
 */
export async function openBackup(path: string, ask: AskPassphrase): Promise<OpenBackup> {
  try {
    const info = await readBackupInfo(path);
    const sums = await readSums(path);
    requireFiles(info, sums, path);
    const bytes = await checkSums(path, sums);
    const cipher = info.encrypted ? await unlock(path, ask) : undefined;
    return {
      path,
      info,
      files: new Set([...sums.keys()].map((name) => name.replace(/\.age$/, ""))),
      bytes,
      extract: (name, to) =>
        read(join(path, name), { cipher, take: (plain) => writePrivateFile(to, plain) }),
      hash: async (name) =>
        cipher ? await read(join(path, name), { cipher, take: hashStream }) : sums.get(name)!,
    };
  } catch (error) {
    throw explainFileError(error, path);
  }
}

/** Throws unless the list of hashes has the files that every backup has. */
function requireFiles({ encrypted }: BackupInfo, sums: ReadonlyMap<string, string>, path: string) {
  const needed = encrypted ? [DATABASE_FILE + ENCRYPTED, KEY_FILE] : [DATABASE_FILE];
  for (const name of [INFO_FILE, ...needed]) {
    if (!sums.has(name)) throw damaged(path, `its ${SUMS_FILE} lacks ${name}`);
  }
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

interface Reading {
  readonly cipher?: Cipher;
  readonly take: (plain: ReadableStream<Uint8Array>) => Promise<string>;
}

/** Reads a file of the circle, decrypted. */
async function read(name: string, { cipher, take }: Reading): Promise<string> {
  const stored = cipher ? name + ENCRYPTED : name;
  const { readable } = await Deno.open(stored);
  try {
    return await take(cipher ? await cipher.decrypt(readable) : readable);
  } catch (error) {
    const isOfFiles = error instanceof Error && (error.name !== "Error" || "code" in error);
    throw isOfFiles
      ? error
      : damaged(dirname(stored), `its file ${basename(stored)} cannot be decrypted`);
  }
}

/**
 * Checks the database of a backup, which was extracted to a file, and that the backup has every
 * photo of it.
 */
export async function checkBackupDatabase(
  { path, info, files }: Pick<OpenBackup, "path" | "info" | "files">,
  file: string,
): Promise<void> {
  const state = await inspectBackup(file);
  if (state.kind === "damaged") throw damaged(path, `its database ${state.fault}`);
  for (const [table, count] of Object.entries(info.rows)) {
    if (state.rows[table] !== count) {
      throw damaged(path, `it has ${state.rows[table] ?? 0} rows of ${table} instead of ${count}`);
    }
  }
  const lost = [...state.photos.keys()].flatMap(listPhotoFiles)
    .find((name) => !files.has(name) && !info.lost_photos.includes(name));
  if (lost !== undefined) throw damaged(path, `its file ${lost} is missing`);
}

/** Throws if a picture is not the one that its name says. */
export function checkPhoto(
  path: string,
  { name, hash }: { readonly name: string; readonly hash: string },
) {
  if (isPicture(name, hash)) return;
  throw damaged(path, `its file ${name} is not the picture of that name`);
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
  for (const name of [...backup.files].filter(isPhotoFile)) {
    checkPhoto(path, { name, hash: await backup.hash(name) });
  }
  return { path, ...backup.info, files: backup.files.size, bytes: backup.bytes };
}

/** A folder on this machine that only we can read, and that is gone at the end. */
export async function makeTempFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "circle-backup-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
