import { memoryOf } from "../support/memory_of.ts";

/** Megabytes that a process holds in memory (RSS), where the machine tells. */
export async function megabytesOf(pid: number): Promise<number> {
  return (await memoryOf(pid)).now / 1_000_000;
}
