import { CAN_MOUNT } from "../support/small_disk.ts";

/** The folder for all temporary files of one run of the tests; with it ends what still uses it. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
}

/** Milliseconds that processes get to end before they are killed. */
const KILL_TIMEOUT = 3_000;

/**
 * Makes the folder, and the temporary folder of this process and of those that it starts. It lies in
 * memory where this process may mount a disk: there no test waits for another's flushes.
 */
export async function makeRunFolder(): Promise<RunFolder> {
  const path = await Deno.makeTempDir({ prefix: "circle-tests-" });
  if (CAN_MOUNT) await call("mount", "-t", "tmpfs", "tmpfs", path);
  await Deno.chmod(path, 0o1777); // like /tmp: PostgreSQL runs as another user than root
  Deno.env.set("TMPDIR", path);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await endProcesses(path);
      await unmount(path);
      await Deno.remove(path, { recursive: true });
    },
  };
}

/** Ends the processes that use a folder: servers, terminals and browsers of tests that were ended. */
async function endProcesses(folder: string): Promise<void> {
  await signalProcesses(folder, "SIGQUIT"); // PostgreSQL frees its shared memory
  const deadline = Date.now() + KILL_TIMEOUT;
  while (Date.now() < deadline) {
    if ((await listProcesses(folder)).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await signalProcesses(folder, "SIGKILL");
}

async function signalProcesses(folder: string, signal: Deno.Signal): Promise<void> {
  for (const pid of await listProcesses(folder)) {
    try {
      Deno.kill(pid, signal);
    } catch { /* it has ended meanwhile */ }
  }
}

/**
 * The processes that work in a folder, or have it in their command line or environment; none without
 * /proc. PostgreSQL writes over both of the latter. Found by programs, since Deno reads /proc only
 * with all permissions.
 */
export async function listProcesses(folder: string): Promise<number[]> {
  const found = [
    ...await searchProc('exec find /proc/[0-9]*/cwd -lname "$1*"', folder),
    ...await searchProc(
      'exec grep -lsF -e "$1" /proc/[0-9]*/cmdline /proc/[0-9]*/environ',
      folder,
    ),
  ];
  return [...new Set(found)].filter((pid) => pid !== Deno.pid);
}

async function searchProc(script: string, folder: string): Promise<number[]> {
  const search = new Deno.Command("sh", {
    args: ["-c", script, "sh", folder],
    stdout: "piped",
    stderr: "null", // processes end meanwhile
  }).spawn();
  const { stdout } = await search.output();
  return [...new TextDecoder().decode(stdout).matchAll(/^\/proc\/(\d+)\//gm)]
    .map(([, pid]) => Number(pid)).filter((pid) => pid !== search.pid);
}

/** Unmounts the folder, with disks that a test has mounted in it, even if they are still in use. */
async function unmount(folder: string): Promise<void> {
  if (CAN_MOUNT) await call("umount", "--recursive", "--lazy", folder);
}

async function call(program: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
