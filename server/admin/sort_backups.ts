import { join } from "node:path";
import type { Db } from "../database/database.ts";
import { findFirstRegistration } from "../database/first_registration.ts";
import { readFirstRegistration } from "../database/inspect_backup.ts";
import { DATABASE_FILE, readBackupInfo } from "./backup_info.ts";

/** A backup of another circle than the one that its folder is for. */
export interface ForeignBackup {
  readonly name: string;
  /** When somebody first registered in that circle; null where only its size tells it apart. */
  readonly circle_began_at: string | null;
  readonly made_at: string;
  readonly accounts: number;
}

/** The backups of a folder, the oldest first, as they belong to a circle or not. */
interface SortedBackups {
  readonly own: readonly string[];
  readonly foreign: readonly ForeignBackup[];
  /** Those that do not say which circle they are of, or cannot be read. */
  readonly unknown: readonly string[];
}

/** The circle that a folder is for. */
export interface Circle {
  /** When somebody first registered in it. */
  readonly beganAt: string | undefined;
  readonly accounts: number;
}

/** Whether nobody has ever registered in a circle, so that it has no backups. */
export function isUnregistered({ beganAt, accounts }: Circle): boolean {
  return beganAt === undefined && accounts === 0;
}

/** Which circle a database has. */
export async function identifyCircle(db: Db): Promise<Circle> {
  const { total } = await db.selectFrom("accounts").select(({ fn }) => fn.countAll().as("total"))
    .executeTakeFirstOrThrow();
  return { beganAt: await findFirstRegistration(db), accounts: Number(total) };
}

/** Which circle a backup is of; undefined if it cannot be read. */
export async function identifyBackup(path: string): Promise<Circle | undefined> {
  const backup = await describe(path);
  return backup && { beganAt: backup.circle_began_at ?? undefined, accounts: backup.accounts };
}

/**
 * Sorts backups by the circles that they are of. One that does not say it, and has more than twice
 * as many accounts, counts as that of another circle, as all do for one that nobody has joined.
 */
export async function sortBackups(
  folder: string,
  { names, circle }: { readonly names: readonly string[]; readonly circle: Circle },
): Promise<SortedBackups> {
  const own: string[] = [];
  const foreign: ForeignBackup[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const backup = await describe(join(folder, name));
    const isOther = isUnregistered(circle) ||
      (backup?.circle_began_at
        ? circle.beganAt !== undefined && backup.circle_began_at !== circle.beganAt
        : (backup?.accounts ?? 0) > 2 * circle.accounts);
    if (backup && isOther) foreign.push({ name, ...backup });
    else if (backup?.circle_began_at && circle.beganAt) own.push(name);
    else unknown.push(name);
  }
  return { own, foreign, unknown };
}

/** Earlier versions have not written which circle a backup is of, but its database has it. */
async function describe(path: string): Promise<Omit<ForeignBackup, "name"> | undefined> {
  try {
    const { circle_began_at: written, made_at, encrypted, rows } = await readBackupInfo(path);
    const found = written ??
      (encrypted ? undefined : await readFirstRegistration(join(path, DATABASE_FILE)));
    return { circle_began_at: found ?? null, made_at, accounts: rows.accounts ?? 0 };
  } catch {
    return undefined; // it is damaged, or this user may not read it
  }
}
