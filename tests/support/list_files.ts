/** The paths of all files below a folder; none where there is no folder. */
export async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    const paths = entries.map(async ({ name, isDirectory }) =>
      isDirectory ? await listFiles(`${folder}/${name}`) : [`${folder}/${name}`]
    );
    return (await Promise.all(paths)).flat();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
