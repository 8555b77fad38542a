import { cpuUsage } from "node:process";

/**
 * Milliseconds of the processor that this process spends on some work, with what else it does
 * meanwhile: other programs on this machine take none of them.
 */
export async function timeOnProcessor(work: () => Promise<unknown>): Promise<number> {
  const before = cpuUsage();
  await work();
  return cpuUsage(before).user / 1000;
}
