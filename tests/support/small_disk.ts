/** Whether a disk of a few MiB can be mounted here, which takes root. */
export const CAN_MOUNT: boolean = Deno.build.os === "linux" && Deno.uid() === 0 && canMount();

/** A disk of its own, to be filled. */
export interface SmallDisk extends AsyncDisposable {
  /** Where it is mounted. */
  readonly path: string;
  /** Takes all room that is left. */
  readonly fill: () => Promise<void>;
  /** Gives back the room that `fill` took. */
  readonly clear: () => Promise<void>;
  readonly makeReadOnly: () => void;
}

/** Mounts a disk that holds some MiB. */
export async function mountSmallDisk(mebibytes: number): Promise<SmallDisk> {
  const path = await Deno.makeTempDir({ prefix: "circle-" });
  run("mount", "-t", "tmpfs", "-o", `size=${mebibytes}m,mode=0700`, "tmpfs", path);
  const filler = `${path}/filler`;
  return {
    path,
    fill: () => writeUntilFull(filler),
    clear: () => Deno.remove(filler),
    makeReadOnly: () => run("mount", "-o", "remount,ro", path),
    [Symbol.asyncDispose]: async () => {
      run("umount", path);
      await Deno.remove(path);
    },
  };
}

async function writeUntilFull(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, append: true });
  try {
    while (true) await file.write(new Uint8Array(4096));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}

function canMount(): boolean {
  const path = Deno.makeTempDirSync({ prefix: "circle-" });
  try {
    run("mount", "-t", "tmpfs", "tmpfs", path);
    run("umount", path);
    return true;
  } catch {
    return false;
  } finally {
    Deno.removeSync(path);
  }
}

function run(program: string, ...args: string[]): void {
  const { success, stderr } = new Deno.Command(program, { args }).outputSync();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
