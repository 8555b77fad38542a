import { basename, join } from "node:path";
import { StartError } from "../config/start_error.ts";
import { UNFINISHED } from "./backups.ts";

/** The file of a backup that describes it. */
export const INFO_FILE = "backup.json";

/** The file of a backup that has the SHA-256 of every other one, as `sha256sum` reads it. */
export const SUMS_FILE = "SHA256SUMS";

/** The database of a backup. */
export const DATABASE_FILE = "circle.db";

/** The version of the format of backups. */
const FORMAT = 1;

/** What a backup says of itself. */
export interface BackupInfo {
  readonly format: typeof FORMAT;
  /** What was acknowledged before this time is in it; ISO-8601, UTC. */
  readonly made_at: string;
  /** The version of the program that made it. */
  readonly version: string;
  /** The kind of database that it was made of; the backup itself is always of SQLite. */
  readonly source: "sqlite" | "postgres";
  readonly encrypted: boolean;
  /** How many rows each table has. */
  readonly rows: Readonly<Record<string, number>>;
  /**
   * When somebody first registered in the circle, which tells circles apart. Backups of earlier
   * versions do not say it.
   */
  readonly circle_began_at?: string;
  /** The files of photos that were missing or damaged when it was made. */
  readonly lost_photos: readonly string[];
}

/** Reads what a backup says of itself; throws a `StartError` if the folder is none. */
export async function readBackupInfo(path: string): Promise<BackupInfo> {
  if (path === "") {
    throw new StartError("No backup was named: look whether there is one in that folder.");
  }
  if (basename(path).endsWith(UNFINISHED)) {
    throw new StartError(`${path} is a backup that was not finished. Take another one.`);
  }
  let text;
  try {
    text = await Deno.readTextFile(join(path, INFO_FILE));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
      throw error;
    }
    throw new StartError(
      `${path} is not a backup: it has no ${INFO_FILE}. Name a folder that admin backup has made.`,
    );
  }
  const info = parseInfo(text);
  if (!info) throw damaged(path, `its ${INFO_FILE} cannot be read`);
  if (info.format !== FORMAT) {
    throw new StartError(
      `The backup ${path} was made by a newer CircleShare (format ${info.format}). Update this program.`,
    );
  }
  return info;
}

/** A fault of a backup, as an error for the host. */
export function damaged(path: string, fault: string): StartError {
  return new StartError(`The backup ${path} is damaged: ${fault}. Take another one.`);
}

/** The hashes of the files of a backup by their names; throws a `StartError` if they are damaged. */
export async function readSums(path: string): Promise<ReadonlyMap<string, string>> {
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
  return sums;
}

function parseInfo(text: string): BackupInfo | undefined {
  try {
    const info = JSON.parse(text) as BackupInfo; // as far as the next line has looked
    const isWhole = Number.isInteger(info.format) && !Number.isNaN(Date.parse(info.made_at)) &&
      typeof info.rows === "object" &&
      Array.isArray(info.lost_photos);
    return isWhole ? info : undefined;
  } catch {
    return undefined;
  }
}
