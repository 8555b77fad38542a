/**
 * Milliseconds of processor time that a server takes for one request. All its threads count, so
 * the one that answers takes less; how busy the machine is hardly matters.
 */
export async function measureProcessorTime(
  pid: number,
  drive: () => Promise<number>,
  seconds: number,
): Promise<number> {
  const before = await readProcessorTime(pid);
  const rate = await drive();
  return (await readProcessorTime(pid) - before) / (rate * seconds);
}

/** Milliseconds that a process has run so far (proc_pid_stat(5): utime and stime, in ticks of 10 ms). */
async function readProcessorTime(pid: number): Promise<number> {
  // Deno itself reads /proc only where everything is allowed.
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/stat`] }).output();
  const stat = new TextDecoder().decode(stdout);
  const [utime, stime] = stat.slice(stat.lastIndexOf(")")).split(" ").slice(12, 14);
  return (Number(utime) + Number(stime)) * 10;
}
