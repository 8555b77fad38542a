import { countOf, formatMinute } from "./describe_amounts.ts";
import type { ForeignBackup } from "./sort_backups.ts";

/** Backups in a folder that are of another circle than one that nobody has registered in. */
export function describeStrangers(
  folder: string,
  { count, newest }: { readonly count: number; readonly newest: ForeignBackup },
): string {
  const { name, accounts, made_at } = newest;
  return `the ${countOf(count, "backup")} in ${folder} ${
    count === 1 ? "is" : "are"
  } of another (the newest, ${name}, has ${countOf(accounts, "account")}, made ${
    formatMinute(made_at)
  })`;
}
