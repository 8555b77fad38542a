import { basename, dirname, resolve } from "node:path";
import { listBackups } from "./backups.ts";
import { countOf, formatMinute } from "./describe_amounts.ts";
import { identifyBackup, sortBackups } from "./sort_backups.ts";

/**
 * What to tell the host who names a backup beside those of another circle: after the loss of a disk
 * the newest may be of an empty circle that has taken its place. Undefined where there are none.
 */
export async function warnOfOthers(path: string): Promise<string | undefined> {
  const [folder, own] = [dirname(resolve(path)), basename(resolve(path))];
  const circle = await identifyBackup(path);
  if (!circle) return undefined; // the command says what is wrong with it
  const names = (await listBackups(folder).catch(() => [])).filter((name) => name !== own);
  const { foreign } = await sortBackups(folder, { names, circle });
  const newest = foreign.at(-1);
  if (!newest) return undefined;
  const { name, accounts, made_at } = newest;
  return `${countOf(foreign.length, "backup")} of another circle with ${
    countOf(accounts, "account")
  } ${foreign.length === 1 ? "stands" : "stand"} beside it, the newest ${name}, made ${
    formatMinute(made_at)
  }.\n${own} is of a circle with ${countOf(circle.accounts, "account")}: is it the one you mean?`;
}
