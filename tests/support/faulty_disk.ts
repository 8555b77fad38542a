import { findProgram } from "./find_program.ts";

/** A disk under one server process whose flushes can be made to fail or to stall. */
export interface FaultyDisk extends AsyncDisposable {
  /** Environment of the server process. */
  readonly env: Readonly<Record<string, string>>;
  readonly set: (state: "well" | "failing" | "stalled") => Promise<void>;
}

const compiler = findProgram("gcc");

/** Whether such a disk can be made here: by a library that is preloaded, which gcc compiles. */
export const CAN_FAKE_DISK: boolean = Deno.build.os === "linux" && compiler !== undefined;

/** Makes a disk that is well. */
export async function makeFaultyDisk(): Promise<FaultyDisk> {
  const folder = await Deno.makeTempDir({ prefix: "circle-faulty-" });
  const [library, control] = [`${folder}/faulty_disk.so`, `${folder}/control`];
  const { success, stderr } = await new Deno.Command("gcc", {
    args: ["-shared", "-fPIC", "-o", library, "faulty_disk.c", "-ldl"],
    cwd: new URL(".", import.meta.url),
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const letters = { well: "-", failing: "f", stalled: "s" };
  return {
    env: { LD_PRELOAD: library, FAULTY_DISK: control },
    set: (state) => Deno.writeTextFile(control, letters[state]),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}
