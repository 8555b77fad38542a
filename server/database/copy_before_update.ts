import { basename, dirname, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { StartError } from "../config/start_error.ts";
import { readSqliteFailure } from "./sqlite_failures.ts";

/** Versions of which a copy is kept. */
const KEPT = 3;

/** What a copy is called: its version is the number of its newest migration. */
const NAME = /-as-of-(?<version>\d{4})-(?<day>\d{4}-\d\d-\d\d)\.db$/;

/**
 * Copies a SQLite file before it is updated, so that one can go back to the program of before.
 * Returns the path, which has the version and the day. The copy is whole or not there; only those of
 * the last versions are kept, one of each.
 */
export async function copyBeforeUpdate(
  file: string,
  { migration, now }: { readonly migration: string; readonly now: Date },
): Promise<string> {
  const start = basename(file, ".db");
  const version = migration.slice(0, 4);
  const name = `${start}-as-of-${version}-${now.toISOString().slice(0, 10)}.db`;
  const copy = join(dirname(file), name);
  const unfinished = `${copy}.unfinished`;
  try {
    await Deno.writeFile(unfinished, new Uint8Array(), { mode: 0o600 }); // SQLite keeps the mode
    using source = new DatabaseSync(file, { readOnly: true });
    await backup(source, unfinished);
    await flush(unfinished);
    await Deno.rename(unfinished, copy);
    await flush(dirname(file));
  } catch (error) {
    await Deno.remove(unfinished).catch(() => {}); // it may not exist
    throw await explain(error, file);
  }
  await removeOldCopies(dirname(file), start);
  return copy;
}

async function flush(path: string): Promise<void> {
  using opened = await Deno.open(path);
  await opened.sync();
}

async function explain(error: unknown, file: string): Promise<unknown> {
  const isFull = readSqliteFailure(error) === "full" ||
    error instanceof Error && "code" in error && error.code === "ENOSPC";
  if (!isFull) return error;
  const { size } = await Deno.stat(file);
  return new StartError(
    `There is no room for the copy of ${file} that is made before an update: it needs ` +
      `${Math.ceil(size / 1e6)} MB. Nothing was changed. Make room on its disk, then start again.`,
  );
}

/** Removes all copies but the newest of each of the last versions. */
async function removeOldCopies(folder: string, start: string): Promise<void> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  for (const name of names.filter((name) => /-as-of-.*\.db\.unfinished/.test(name))) {
    await Deno.remove(join(folder, name)); // of a start that was killed
  }
  const copies = names.filter((name) => name.startsWith(start) && NAME.test(name)).sort().reverse();
  const versionOf = (name: string) => NAME.exec(name)!.groups!.version;
  const newest = copies.filter((name, at) =>
    at === copies.findIndex((other) => versionOf(other) === versionOf(name))
  );
  const kept = newest.slice(0, KEPT);
  for (const name of copies.filter((name) => !kept.includes(name))) {
    await Deno.remove(join(folder, name));
  }
}
