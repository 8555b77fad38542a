import { statfs } from "node:fs/promises";
import { databaseFile, type Settings } from "../../config/config.ts";
import { listLockFiles } from "../../config/data_folder.ts";
import { signingKeysFile } from "../../config/stored_signing_keys.ts";
import { describeBytes } from "../describe_amounts.ts";
import { lastBackupFile } from "../last_backup.ts";
import type { SettingsFile } from "../read_environment.ts";
import type { Finding } from "./finding.ts";

/** What others must not do: the bits of a mode that let them, and what takes those away. */
const NOT_OPEN = { bits: 0o077, can: "open", right: "go-rwx" } as const;

/** The server may be of the group of its settings. */
const NOT_OPEN_TO_STRANGERS = { bits: 0o007, can: "open", right: "o-rwx" } as const;

/** The files of photos are closed themselves. */
const NOT_WRITTEN = { bits: 0o022, can: "write in", right: "go-w" } as const;

/** Checks who can read what is secret, and that the server can read all that it needs. */
export async function checkModes(
  { config, secrets }: Settings,
  file: SettingsFile | undefined,
): Promise<Finding[]> {
  const check = "modes";
  const faults: Pick<Finding, "finding" | "advice">[] = [];
  const closed: { path: string; bits: number; can: string; right: string }[] = [];
  if (file && ["CIRCLE_DATABASE_URL", "CIRCLE_SIGNING_KEYS"].some((name) => file.settings[name])) {
    closed.push({ path: file.path, ...NOT_OPEN_TO_STRANGERS });
  }
  if (config.photosDir) closed.push({ path: config.photosDir, ...NOT_WRITTEN });
  if (secrets.databaseUrl === undefined) {
    const { dataDir } = config;
    const database = databaseFile(config);
    const files = [database, `${database}-wal`, `${database}-shm`];
    if (!secrets.signingKeys) files.push(signingKeysFile(dataDir));
    closed.push(...[dataDir, ...files].map((path) => ({ path, ...NOT_OPEN })));
    const others = [...listLockFiles(dataDir), lastBackupFile(dataDir)];
    faults.push(...await findForeign(dataDir, [...files, ...others]));
  }
  for (const { path, bits, can, right } of closed) {
    const found = await Deno.stat(path).catch((error: Error) => error);
    if (found instanceof Deno.errors.PermissionDenied) {
      const advice = "Run this as the user of the server, which owns the data folder.";
      faults.push({ finding: `This user may not look at ${path}.`, advice });
      break; // what is in it neither
    }
    const mode = found instanceof Error ? 0 : found.mode ?? 0;
    if ((mode & bits) === 0) continue;
    faults.push({ finding: `Others can ${can} ${path}.`, advice: `chmod ${right} ${path}` });
  }
  if (faults.length > 0) return faults.map((fault) => ({ check, state: "failed", ...fault }));
  return [{ check, state: "ok", finding: "nobody else can open keys, database and photos" }];
}

/** Files that a command has made as root, and that the server cannot open. */
async function findForeign(dataDir: string, files: readonly string[]) {
  const owner = (await Deno.stat(dataDir).catch(() => undefined))?.uid ?? null;
  const faults: Pick<Finding, "finding" | "advice">[] = [];
  for (const path of files) {
    const uid = (await Deno.stat(path).catch(() => undefined))?.uid ?? owner;
    if (uid === owner) continue;
    const advice = `chown --reference=${dataDir} ${path}`;
    faults.push({ finding: `${path} belongs to another user than its folder.`, advice });
  }
  return faults;
}

/** Free bytes below which a disk is told to fill up, and below which writes may fail soon. */
const LITTLE = 1024 ** 3;
const TOO_LITTLE = 128 * 1024 ** 2;

/** Checks the room on the disks of the circle. */
export async function checkDisks({ config, secrets }: Settings): Promise<Finding[]> {
  const folders = new Set([
    ...secrets.databaseUrl === undefined ? [config.dataDir] : [],
    ...config.photosDir ? [config.photosDir] : [],
  ]);
  const findings = new Map<number, Finding>(); // one for each disk
  for (const folder of folders) {
    const device = (await Deno.stat(folder).catch(() => undefined))?.dev;
    if (device !== undefined && !findings.has(device)) {
      findings.set(device, await checkDisk(folder));
    }
  }
  return [...findings.values()];
}

async function checkDisk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const state = free < TOO_LITTLE ? "failed" : free < LITTLE ? "warning" : "ok";
  const advice = "Make room, or move the circle to a larger disk.";
  return {
    check: "disk",
    state,
    finding: `${describeBytes(free)} are free for ${folder}`,
    ...state !== "ok" && { advice },
  };
}
