/** Whether this machine tells how much memory a process has. */
export const TELLS_MEMORY = Deno.build.os === "linux";

/** Bytes of memory that a process holds now, and the most that it ever held. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  // Deno itself reads /proc only where everything is allowed.
  const { stdout } = await new Deno.Command("cat", { args: [`/proc/${pid}/status`] }).output();
  const status = new TextDecoder().decode(stdout);
  const read = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
  return { now: read("VmRSS"), peak: read("VmHWM") };
}
