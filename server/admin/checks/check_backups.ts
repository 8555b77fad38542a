import { join } from "node:path";
import { ADMIN_PROGRAM } from "../../config/program_names.ts";
import { StartError } from "../../config/start_error.ts";
import { DAY } from "../../database/timestamps.ts";
import { readBackupInfo } from "../backup_info.ts";
import { explainFileError } from "../explain_file_error.ts";
import { type FoundBackups, OLD_BACKUP } from "../find_backups.ts";
import { nameUser } from "../find_operator.ts";
import { describeStrangers } from "../describe_strangers.ts";
import { countOf, describeAge, describeLead, formatMinute, isAhead } from "../describe_amounts.ts";
import type { Finding } from "./finding.ts";

/** Age of the newest backup from which it is a failure, in ms. */
const TOO_OLD_BACKUP = 8 * DAY;

interface CheckOptions {
  /** Where the circle is: its data folder, or PostgreSQL. */
  readonly place: string;
  /** Whether the host has named the folder, and so relies on what is in it. */
  readonly isNamed: boolean;
  readonly now: Date;
}

const CHECK = "backups";

/** Checks how old the newest backup in a folder is, and that all are of this circle. */
export async function checkBackups(
  found: FoundBackups,
  options: CheckOptions,
): Promise<Finding[]> {
  const foreign = found.isUnregistered ? checkUnregistered(found, options) : checkForeign(found);
  if (found.foreign.length > 0 && found.names.length === 0) return foreign;
  return [...foreign, await checkNewest(found, options)];
}

/** An empty circle may have taken the place of one whose disk is lost or not mounted. */
function checkUnregistered({ folder, foreign }: FoundBackups, { place }: CheckOptions): Finding[] {
  const newest = foreign.at(-1);
  if (!newest) {
    const finding = `Nobody has registered in this circle, in ${place}.`;
    const advice = "If somebody should have: is its disk mounted, and are the settings right?";
    return [{ check: CHECK, state: "warning", finding, advice }];
  }
  return [{
    check: CHECK,
    state: "failed",
    finding: `Nobody has registered in this circle, in ${place}; ${
      describeStrangers(folder, { count: foreign.length, newest })
    }.`,
    advice: "Stop the server, and mount the disk of the circle or restore that backup.",
  }];
}

/** Backups of another circle, which stand where an empty one has taken the place of a lost one. */
function checkForeign({ folder, foreign }: FoundBackups): Finding[] {
  const newest = foreign.at(-1);
  if (!newest) return [];
  const { name, circle_began_at, accounts } = newest;
  const began = circle_began_at ? `began ${formatMinute(circle_began_at)} and ` : "";
  return [{
    check: CHECK,
    state: "failed",
    finding: `${countOf(foreign.length, "backup")} in ${folder} ${
      foreign.length === 1 ? "is" : "are"
    } of another circle: that of ${name} ${began}has ${countOf(accounts, "account")}.`,
    advice:
      "Is this the circle that should be here? If not, stop the server, and mount its disk or " +
      "restore that backup. If it is, move those backups to another folder.",
  }];
}

async function checkNewest(
  { folder, names, unreadable, lastMadeAt }: FoundBackups,
  { isNamed, now }: CheckOptions,
): Promise<Finding> {
  const check = CHECK;
  const newest = names.at(-1);
  if (newest === undefined && unreadable !== undefined) {
    const finding = `This user may not read ${unreadable}, so nobody knows what backups there are.`;
    return { check, state: "failed", finding, advice: await adviseToGive(unreadable) };
  }
  if (newest === undefined) {
    return {
      check,
      state: isNamed ? "failed" : "warning",
      ...describeNone(folder, lastMadeAt, now),
    };
  }
  try {
    const { made_at, lost_photos } = await readBackupInfo(join(folder, newest));
    const age = now.getTime() - Date.parse(made_at);
    const count = `${countOf(names.length, "backup")} in ${folder}`;
    if (isAhead(made_at, now)) {
      const finding = `${count}, the newest made ${
        describeLead(made_at, now)
      } later than it is now`;
      const advice = "Is the clock of this machine right? Look by: date";
      return { check, state: "warning", finding, advice };
    }
    const finding = `${count}, the newest ${describeAge(made_at, now)} old`;
    if (age > OLD_BACKUP) {
      const advice =
        "Look why no newer one is made: systemctl status circle-backup, or cron's mail";
      return { check, state: age > TOO_OLD_BACKUP ? "failed" : "warning", finding, advice };
    }
    if (lost_photos.length === 0) return { check, state: "ok", finding };
    return {
      check,
      state: "warning",
      finding: `${finding}; it lacks ${countOf(lost_photos.length, "file")} of photos`,
      advice: "Keep an older one that has them.",
    };
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      const path = join(folder, newest);
      const finding = `This user may not read ${path}, the newest of ${
        countOf(names.length, "backup")
      }.`;
      return { check, state: "failed", finding, advice: await adviseToGive(path) };
    }
    const explained = explainFileError(error, join(folder, newest));
    if (!(explained instanceof StartError)) throw error;
    return { check, state: "failed", finding: explained.message };
  }
}

async function adviseToGive(path: string): Promise<string> {
  const user = await nameUser(Deno.uid());
  return `Run this as the user of the server. If that is ${user}, root gives it by: chown -R ${user} ${path}`;
}

function describeNone(
  folder: string,
  lastMadeAt: Date | undefined,
  now: Date,
): Pick<Finding, "finding" | "advice"> {
  if (lastMadeAt) {
    const age = describeAge(lastMadeAt.toISOString(), now);
    return {
      finding: `The last backup was made ${age} ago in ${folder}, and is gone from there.`,
      advice: "Is its disk there? If the backups were moved, name their folder: --backups",
    };
  }
  return {
    finding: `There is no backup in ${folder}.`,
    advice: `Make one: ${ADMIN_PROGRAM} backup FOLDER, then one every night (docs/operations.md, ` +
      "Backups). If there are some elsewhere, name their folder: --backups",
  };
}
