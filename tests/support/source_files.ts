import { dirname, join, relative } from "node:path";

/** The folder of the whole project. */
export const ROOT = join(import.meta.dirname!, "../..");

/** One TypeScript file of the project. */
export interface SourceFile {
  /** From the root of the project: `server/http/app.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** What a file takes from another file or a package. */
export interface Import {
  /** The path of a file from the root of the project, or the name of a package: `kysely`, `node:path`. */
  readonly from: string;
  /** What stands between `import` and `from`. */
  readonly names: string;
  /** Types alone, which are gone when the program runs. */
  readonly isType: boolean;
}

/** Every TypeScript file below some folders of the project. */
export function listSourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => listPaths(join(ROOT, folder)))
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => {
      const text = Deno.readTextFileSync(path);
      return { path: relative(ROOT, path), text, imports: findImports(path, text) };
    });
}

function listPaths(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? listPaths(join(folder, name)) : [join(folder, name)]
  );
}

/** `import … from "…"`, `export … from "…"` and `import("…")`. */
const IMPORT =
  /^(?:import|export)\s+(?<names>(?:type\s+)?[^;"=()]*?)\s*from\s+"(?<from>[^"]+)"|\bimport\("(?<loaded>[^"]+)"/gm;

function findImports(path: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(({ groups }) => {
    const { names = "", from = groups?.loaded } = groups ?? {};
    return {
      from: from!.startsWith(".") ? relative(ROOT, join(dirname(path), from!)) : from!,
      names,
      isType: names.startsWith("type "),
    };
  });
}
