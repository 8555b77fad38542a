import { findProgram } from "./find_program.ts";

/** A disk of one server process with flushes that can be made to fail or to stall. */
export interface FaultyDisk extends AsyncDisposable {
  /** A folder beside the disk, for what belongs to it. */
  readonly folder: string;
  /** Environment of the server process. */
  readonly env: Readonly<Record<string, string>>;
  readonly set: (state: DiskState) => Promise<void>;
}

/** How flushes go: `failing once` is well again after it, `failing database` spares the WAL, `stalled drafts` all flushes. */
export type DiskState = keyof typeof LETTERS;

const LETTERS = {
  "well": "-",
  "failing": "f",
  "failing once": "o",
  "failing database": "d",
  "stalled": "s",
  "stalled drafts": "l",
} as const;

const compiler = findProgram("gcc");

/** Whether such a disk can be made here: by a library that is preloaded, which gcc compiles. */
export const CAN_FAKE_DISK: boolean = Deno.build.os === "linux" && compiler !== undefined;

/** Makes a disk that is well. Other libraries may be preloaded before the one that makes faults. */
export async function makeFaultyDisk(...others: readonly string[]): Promise<FaultyDisk> {
  const folder = await Deno.makeTempDir({ prefix: "circle-faulty-" });
  const control = `${folder}/control`;
  const libraries = [];
  for (const source of [...others, "faulty_disk.c"]) {
    libraries.push(await compile(source, `${folder}/${source.replace(/c$/, "so")}`));
  }
  return {
    folder,
    env: { LD_PRELOAD: libraries.join(":"), FAULTY_DISK: control },
    set: (state) => Deno.writeTextFile(control, LETTERS[state]),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function compile(source: string, library: string): Promise<string> {
  const { success, stderr } = await new Deno.Command("gcc", {
    args: ["-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"],
    cwd: new URL(".", import.meta.url),
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return library;
}
