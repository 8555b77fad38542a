import { ROOT } from "../support/source_files.ts";
import type { Program } from "./programs.ts";

/** The least that starts at all: Deno with a file that does nothing. */
export const EMPTY: Program = {
  program: Deno.execPath(),
  args: ["run", "-q", "--no-config", `${ROOT}/tests/bench/limits/empty.ts`],
};

/** Milliseconds that something takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
