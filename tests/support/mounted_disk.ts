/** A small disk of its own, in memory. */
export interface MountedDisk extends AsyncDisposable {
  readonly path: string;
  /** Fills it to the last byte. */
  readonly fill: () => Promise<void>;
  /** Makes room again. */
  readonly empty: () => Promise<void>;
  readonly makeReadOnly: () => Promise<void>;
}

/** Whether this process may mount a disk: as root it mostly may, in a container it may not. */
export const canMount = await tryToMount();

async function tryToMount(): Promise<boolean> {
  try {
    await using _disk = await mountDisk();
    return true;
  } catch {
    return false;
  }
}

export async function mountDisk(kibibytes = 64): Promise<MountedDisk> {
  const path = await Deno.makeTempDir({ prefix: "circle-disk-" });
  try {
    await call("mount", "-t", "tmpfs", "-o", `size=${kibibytes}k`, "circle", path);
  } catch (error) {
    await Deno.remove(path);
    throw error;
  }
  const filling = `${path}/filling`;
  return {
    path,
    fill: () => fill(filling),
    empty: () => Deno.remove(filling),
    makeReadOnly: () => call("mount", "-o", "remount,ro", path),
    [Symbol.asyncDispose]: async () => {
      await call("umount", path);
      await Deno.remove(path);
    },
  };
}

async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { create: true, append: true });
  try {
    while (true) await file.write(new Uint8Array(4096));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}

async function call(program: string, ...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
