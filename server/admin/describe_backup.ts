import { dirname, join, resolve } from "node:path";
import { countOf, describeAge, describeBytes, formatMinute } from "./describe_amounts.ts";
import { describeEnded } from "./describe_ended.ts";
import type { MadeBackup } from "./make_backup.ts";
import type { VerifiedBackup } from "./open_backup.ts";
import type { RestoredBackup } from "./restore_backup.ts";

/** What to tell the host of a backup that was made. */
export function describeMade(made: MadeBackup): string {
  const { path, rows, encrypted, removed, unknown, broken, data_folder } = made;
  return [
    `Backed up the circle in ${data_folder === null ? "PostgreSQL" : resolve(data_folder)}`,
    `  to ${resolve(path)}`,
    `  ${describeRows(rows)}${encrypted ? "; encrypted" : ""}`,
    ...removed.length > 0 ? [`Removed the oldest: ${removed.join(", ")}`] : [],
    ...unknown.length > 0
      ? [
        `Not removed, since nothing here says which circle ${
          unknown.length === 1 ? "it is" : "they are"
        } of: ${unknown.join(", ")}`,
      ]
      : [],
    ...broken.length > 0
      ? [`Damaged, so neither counted nor removed: ${broken.join(", ")} (see admin verify)`]
      : [],
  ].join("\n");
}

/** What to tell the host of a folder with backups of another circle, beside the one just made. */
export function describeForeign({ path, foreign, circle_began_at, rows }: MadeBackup): string {
  const newest = foreign.at(-1)!; // the caller has some
  const of = (began: string | null | undefined, accounts: number) =>
    `${began ? `began ${formatMinute(began)} and ` : ""}has ${countOf(accounts, "account")}`;
  return [
    `The backup is made, but ${dirname(resolve(path))} has ${
      countOf(foreign.length, "backup")
    } of another circle.`,
    `This circle ${of(circle_began_at, rows.accounts ?? 0)}; that of ${newest.name} ${
      of(newest.circle_began_at, newest.accounts)
    }.`,
    "Is this the circle that should be here? If not, stop the server, and mount its disk or restore that",
    "backup. If it is, move the backups of the other one to another folder. No older backup was removed.",
  ].join("\n");
}

/** What to tell the host of a backup that is whole. */
export function describeVerified(backup: VerifiedBackup, now: Date): string {
  const { path, made_at, rows, files, bytes, version, lost_photos } = backup;
  return [
    `The backup ${path} is whole: it can be restored.`,
    `  made ${describeTime(made_at, now)}, by version ${version}`,
    `  ${describeRows(rows)}`,
    `  ${countOf(files, "file")}, ${describeBytes(bytes)}, each as it was made`,
    ...describeMissing(lost_photos),
  ].join("\n");
}

/** What to tell the host of a backup that was restored. */
export function describeRestored(restored: RestoredBackup, now: Date): string {
  const { folder, made_at, rows, ended, is_roots, lost_photos } = restored;
  return [
    `Restored the backup of ${describeTime(made_at, now)} to ${
      folder === undefined ? "PostgreSQL" : resolve(folder)
    }`,
    `  ${describeRows(rows)}`,
    ...describeMissing(lost_photos),
    ...ended
      ? [
        "What was written after that is lost. Passwords, passkeys, memberships and roles are those of then:",
        "members removed since then are members again until you remove them again, and accounts that were",
        "disabled or deleted since can log in again until you disable or delete them again.",
        "If a server runs on what was there before, restart it.",
        `Ended: ${describeEnded(ended)}.`,
        "Everyone signs in again with the password of then, and makes new ones where they need them.",
      ]
      : [
        "Kept: sessions, script tokens, feeds, invites and reset codes. If the server was stopped before",
        "the backup was made, nothing is lost, and all goes on as it was.",
        "If it ran on, what was written since is lost, and what was ended, removed or disabled since works",
        "again: look through it, and restart a server that runs on what was there before.",
      ],
    ...is_roots && folder
      ? [`Its files belong to root. Give them to the user of the server: chown -R USER ${folder}`]
      : [],
  ].join("\n");
}

function describeMissing(lost: readonly string[]): string[] {
  if (lost.length === 0) return [];
  const files = countOf(lost.length, "file of a photo was", "files of photos were");
  return [`  but ${files} lost before it was made: an older backup may have what is missing`];
}

/** What to tell the host of photos that a backup or a copy lacks, by the names of their files. */
export function describeLost(what: "backup" | "copy", lost: readonly string[]): string {
  const few = lost.slice(0, 3).join(", ");
  return `The ${what} is made, but ${
    countOf(lost.length, "file of a photo is", "files of photos are")
  } missing or damaged: ${few}${lost.length > 3 ? ", …" : ""}. Check CIRCLE_PHOTOS_DIR.${
    what === "backup" ? " No older backup was removed." : ""
  }`;
}

/** Where to get photos from that the backup has, and their folder no longer. */
export function describeSaved(made: MadeBackup): string {
  const { path, saved_photos: saved, lost_photos, photos_folder, encrypted } = made;
  const which = lost_photos.length > 0
    ? `${saved.length} of them`
    : saved.length === 1
    ? "it"
    : "them";
  const from = encrypted
    ? "Restore it into another folder, and copy"
    : `From ${join(resolve(path), "photos")} copy`;
  return `This backup has ${which} from the one before. ${from} ${
    saved.length === 1 ? "it" : "them"
  } into ${photos_folder ?? "the folder of the photos"}.`;
}

/** The tables that hosts know by name. */
const KNOWN = [
  ["accounts", "account", "accounts"],
  ["families", "family", "families"],
  ["people", "person", "people"],
  ["posts", "post", "posts"],
  ["photos", "photo", "photos"],
] as const;

function describeRows(rows: Readonly<Record<string, number>>): string {
  return KNOWN.map(([table, one, many]) => countOf(rows[table] ?? 0, one, many)).join(", ");
}

/** `2026-11-24 18:30 UTC (3 hours ago)` */
function describeTime(timestamp: string, now: Date): string {
  return `${formatMinute(timestamp)} (${describeAge(timestamp, now)} ago)`;
}
