import { dirname, extname, join } from "node:path";
import { runTool } from "./run_tool.ts";

/** `from "./a.ts"`, `import("../b.tsx")`, but not in a text. */
const IMPORTED = /((?:^|\s)from |^import |\bimport\()"(\.{1,2}\/[^"]+)\.tsx?"/gm;

/**
 * Writes the programs as JavaScript: Deno strips types of no file that lies below a
 * `node_modules`. Their names end with `.mjs`, since scripts of the pages end with `.js`. Other
 * files are copied.
 */
export async function translateSources(
  files: readonly string[],
  { root, folder }: { readonly root: string; readonly folder: string },
): Promise<void> {
  const sources = files.filter((path) => /\.tsx?$/.test(path));
  await runTool("deno", ["transpile", "-q", "--outdir", folder, ...sources], { cwd: root });
  for (const path of sources) {
    const name = join(folder, path.slice(0, -extname(path).length));
    const text = await Deno.readTextFile(`${name}.js`);
    await Deno.remove(`${name}.js`);
    await Deno.writeTextFile(`${name}.mjs`, text.replaceAll(IMPORTED, '$1"$2.mjs"'));
  }
  for (const path of files.filter((path) => !sources.includes(path))) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.copyFile(join(root, path), join(folder, path));
  }
}

/** The files below some folders of the repository, by their paths there. */
export async function listFiles(root: string, folders: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const folder of folders) {
    for await (const { name, isDirectory } of Deno.readDir(join(root, folder))) {
      const path = `${folder}/${name}`;
      if (isDirectory) files.push(...await listFiles(root, [path]));
      else files.push(path);
    }
  }
  return files.sort();
}
