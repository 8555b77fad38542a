import { MAX_PHOTO_BYTES } from "../../shared/contract/photos.ts";
import { findPictureKind } from "../../shared/picture_kind.ts";
import { PROBLEMS } from "../../shared/problems.ts";
import { explainNoGrant } from "../session/private_files.ts";
import { CliError } from "../terminal/cli_error.ts";

/** Bytes that tell what a picture is. */
const START = 16;

/**
 * Says whether a file is a picture that can be sent, by its size and its first bytes; returns its
 * media type. Throws a `CliError` that names the file.
 */
export async function checkPicture(path: string): Promise<string> {
  try {
    const { isFile, size } = await Deno.stat(path); // not opened before: a pipe would wait
    if (!isFile) throw new CliError("failed", `${path} is no file.`);
    using file = await Deno.open(path);
    const start = new Uint8Array(START);
    const kind = findPictureKind(start.subarray(0, await file.read(start) ?? 0));
    if (kind === undefined) throw refuse(path, PROBLEMS.photo_broken.detail);
    if (kind === "heic") throw refuse(path, PROBLEMS.photo_heic.detail);
    if (size > MAX_PHOTO_BYTES) throw refuse(path, explainSize(size));
    return `image/${kind}`;
  } catch (error) {
    throw explainUnreadable(error, path);
  }
}

/** Reads a picture as it is sent. */
export async function readPicture(path: string): Promise<Blob> {
  const type = await checkPicture(path);
  try {
    return new Blob([await Deno.readFile(path)], { type });
  } catch (error) {
    throw explainUnreadable(error, path);
  }
}

function refuse(path: string, reason: string): CliError {
  return new CliError("refused", `${path}: ${reason}`);
}

function explainSize(size: number): string {
  const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1).replace(".0", "");
  return `It has ${megabytes(size)} MB, and a photo may have ${megabytes(MAX_PHOTO_BYTES)} MB.`;
}

function explainUnreadable(error: unknown, path: string): unknown {
  const { NotCapable, NotFound, NotADirectory, PermissionDenied } = Deno.errors;
  if (error instanceof NotCapable) return explainNoGrant(path);
  if (error instanceof NotFound || error instanceof NotADirectory) {
    return new CliError("failed", `There is no file ${path}.`);
  }
  if (error instanceof PermissionDenied) return new CliError("failed", `You may not read ${path}.`);
  return error;
}
