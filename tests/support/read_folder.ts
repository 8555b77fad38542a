/**
 * The files of a folder and what is in them, but for what SQLite lays beside a database that is
 * read: its index of the WAL, and a WAL in which there is nothing.
 */
export async function readFolder(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const bytes = isFile ? await Deno.readFile(`${folder}/${name}`) : new Uint8Array();
    const isBeside = name.endsWith("-shm") || name.endsWith("-wal") && bytes.length === 0;
    if (!isBeside) files[name] = bytes.toBase64();
  }
  return files;
}
