/** Whether a file can be frozen here, so that not even who has it open can write to it. */
export const CAN_FREEZE: boolean = Deno.build.os === "linux" && Deno.uid() === 0 && canFreeze();

/** Freezes files, as a disk does that turns read-only after a fault, until it is disposed of. */
export function freezeFiles(...paths: string[]): Disposable {
  change("+i", paths);
  return { [Symbol.dispose]: () => change("-i", paths) };
}

function canFreeze(): boolean {
  const path = Deno.makeTempFileSync({ prefix: "circle-" });
  try {
    using file = Deno.openSync(path, { write: true });
    using _frozen = freezeFiles(path);
    return !canWrite(file);
  } catch {
    return false;
  } finally {
    Deno.removeSync(path);
  }
}

function canWrite(file: Deno.FsFile): boolean {
  try {
    return file.writeSync(new Uint8Array(1)) === 1;
  } catch {
    return false;
  }
}

function change(flag: string, paths: readonly string[]): void {
  const { success, stderr } = new Deno.Command("chattr", { args: [flag, ...paths] }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
