import { createHash } from "node:crypto";

/** The SHA-256 of a stream, in hexadecimal. */
export async function hashStream(stream: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of stream) hash.update(bytes);
  return hash.digest("hex");
}

/** The SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  return await hashStream((await Deno.open(path)).readable); // closes it
}

/**
 * Writes a new file that only its owner can read, and waits until the disk has it; returns the
 * SHA-256 of what was to be written.
 */
export async function writePrivateFile(
  path: string,
  content: string | ReadableStream<Uint8Array>,
): Promise<string> {
  const hash = createHash("sha256");
  const stream = typeof content === "string" ? new Blob([content]).stream() : content;
  using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  for await (const bytes of stream) {
    hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  }
  await file.sync();
  return hash.digest("hex");
}

/** Waits until the disk has a file that is there. */
export async function flushFile(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true });
  await file.sync();
}

/** Waits until the disk has the names in a folder. */
export async function flushFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return; // has no such thing
  using folder = await Deno.open(path);
  await folder.sync();
}
