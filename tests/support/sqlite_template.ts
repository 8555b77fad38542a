import { openSqliteDatabase } from "../../server/database/open_sqlite.ts";
import { makeTempFolder } from "./temp_folder.ts";

/** The file of a migrated database without rows, made when it is first needed. */
let template: Promise<Uint8Array> | undefined;

/** Writes a migrated database to a path, sooner than one is made; keeps a file that is there. */
export async function copySqliteTemplate(file: string): Promise<void> {
  const bytes = await (template ??= makeTemplate());
  try {
    await Deno.writeFile(file, bytes, { mode: 0o600, createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

async function makeTemplate(): Promise<Uint8Array> {
  await using folder = await makeTempFolder();
  const file = `${folder.path}/circle.db`;
  const database = await openSqliteDatabase(file, { laterFiles: [] });
  await database.close();
  return await Deno.readFile(file);
}
