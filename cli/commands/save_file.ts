import { withFiles } from "../session/private_files.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext } from "./context.ts";

/** Where a file goes that was asked for. */
export interface Target {
  /** A path; `-`, or none, is standard output. */
  readonly path?: string;
  /** Whether it may take the place of a file. */
  readonly force?: true;
}

/**
 * Saves what `download` opens, once the target is known to be free. It is written beside it, and
 * renamed when it is whole: what breaks off leaves nothing. Bytes are never written to a terminal.
 */
export async function saveFile(
  { terminal, onInterrupt }: Pick<CommandContext, "terminal" | "onInterrupt">,
  { path, force }: Target,
  download: () => Promise<ReadableStream<Uint8Array>>,
): Promise<void> {
  if (path === undefined || path === "" || path === "-") {
    if (terminal.output.isTerminal) {
      throw new CliError("usage", "Name a file: it is not for the screen.");
    }
    for await (const bytes of await download()) terminal.writeBytes(bytes);
    return;
  }
  await withFiles(path, async () => {
    await checkFree(path, force);
    const stream = await download();
    const draft = `${path}.part`;
    using _removed = onInterrupt(() => removeNow(draft));
    try {
      await removeIfPresent(draft); // left by a command that was killed
      await writeDraft(draft, stream);
      await checkFree(path, force); // it took a while
      await Deno.rename(draft, path);
    } finally {
      await removeIfPresent(draft); // unless it was renamed
    }
  });
}

/** `Deno.writeFile` of a stream would not tell that the disk is full at the end. */
async function writeDraft(path: string, stream: ReadableStream<Uint8Array>): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  for await (const bytes of stream) {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  }
  await file.sync();
}

async function checkFree(path: string, force: true | undefined): Promise<void> {
  const info = await Deno.lstat(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  if (!info) return;
  if (!force) {
    throw new CliError("refused", `${path} is there already. Another name, or --force?`);
  }
  if (!info.isFile && !info.isSymlink) throw new CliError("failed", `${path} is no file.`);
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The process is about to end, and cannot wait. */
function removeNow(path: string): void {
  try {
    Deno.removeSync(path);
  } catch { /* it is not there */ }
}
