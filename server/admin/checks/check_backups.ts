import { join, resolve } from "node:path";
import { StartError } from "../../config/start_error.ts";
import { DAY } from "../../database/timestamps.ts";
import { readBackupInfo } from "../backup_info.ts";
import { listBackups } from "../backups.ts";
import { explainFileError } from "../explain_file_error.ts";
import { countOf, describeAge } from "../describe_amounts.ts";
import type { Finding } from "./finding.ts";

/** Age of the newest backup from which it is told, and from which it is a failure, in ms. */
const OLD = 2 * DAY;
const TOO_OLD = 8 * DAY;

interface Where {
  readonly folder: string;
  /** Whether the host has named it, and so relies on what is in it. */
  readonly isNamed: boolean;
  readonly now: Date;
}

/** Checks how old the newest backup in a folder is. */
export async function checkBackups({ folder, isNamed, now }: Where): Promise<Finding> {
  const check = "backups";
  const names = await listBackups(folder).catch(() => []);
  const newest = names.at(-1);
  if (newest === undefined) {
    return {
      check,
      state: isNamed ? "failed" : "warning",
      finding: `There is no backup in ${resolve(folder)}.`,
      advice: "Make one every night (docs/operations.md, Backups), or name its folder: --backups",
    };
  }
  try {
    const { made_at, lost_photos } = await readBackupInfo(join(folder, newest));
    const age = now.getTime() - Date.parse(made_at);
    const finding = `${countOf(names.length, "backup")} in ${resolve(folder)}, the newest ${
      describeAge(made_at, now)
    } old`;
    if (age > OLD) {
      const advice = "Look why the timer makes none: systemctl status circle-backup";
      return { check, state: age > TOO_OLD ? "failed" : "warning", finding, advice };
    }
    if (lost_photos.length === 0) return { check, state: "ok", finding };
    return {
      check,
      state: "warning",
      finding: `${finding}; it lacks ${countOf(lost_photos.length, "file")} of photos`,
      advice: "Keep an older one that has them.",
    };
  } catch (error) {
    const explained = explainFileError(error, join(folder, newest));
    if (!(explained instanceof StartError)) throw error;
    return { check, state: "failed", finding: explained.message };
  }
}
