import { isOutOfDescriptors } from "../config/descriptors.ts";
import { StartError } from "../config/start_error.ts";

/** Connections that a server keeps however many descriptors it may have: each takes memory. */
const MOST_CONNECTIONS = 1_000;

/** Connections for which there must be room, or no server starts. */
const FEWEST_CONNECTIONS = 16;

/** Descriptors beside those open now, for photos, pages and PostgreSQL: 24 photos come at once. */
const FILES = { fewest: 40, most: 64 } as const;

/** How many connections a server keeps. */
export interface ConnectionLimit {
  /** New connections that the system holds until they are accepted, all of them at once. */
  readonly backlog: number;
  readonly connections: number;
}

/**
 * Shares out what the process may still open. New connections are counted only once all that wait
 * have been accepted, so a part stays free for them. Throws a `StartError` if too little is left.
 */
export function measureConnectionLimit(folders: readonly string[]): ConnectionLimit {
  const free = countFreeDescriptors(1.5 * MOST_CONNECTIONS, folders);
  const backlog = Math.floor(free / 4);
  const files = Math.min(FILES.most, Math.max(FILES.fewest, Math.floor(free / 3)));
  const connections = Math.min(MOST_CONNECTIONS, free - backlog - files);
  if (connections < FEWEST_CONNECTIONS) {
    throw new StartError(
      `The system lets the server open only ${free} more files and connections. ` +
        "Raise its limit of open files to 1024 or more (ulimit -n; LimitNOFILE= of systemd).",
    );
  }
  return { backlog, connections };
}

/**
 * Counts the descriptors that the process may still open, up to a number. Their limit cannot be
 * read, so it opens some and closes them again.
 */
function countFreeDescriptors(most: number, folders: readonly string[]): number {
  if (Deno.build.os === "windows") return most; // has no such limit
  const open = findOpener(folders);
  using taken = new DisposableStack();
  for (let count = 0; count < most; count++) {
    try {
      taken.use(open());
    } catch (error) {
      return isOutOfDescriptors(error) ? count : most; // another fault tells nothing about descriptors
    }
  }
  return most;
}

/** What takes a descriptor: one of some folders, if there is one; listening takes ten times as long. */
function findOpener(folders: readonly string[]): () => Disposable {
  for (const folder of folders) {
    try {
      Deno.openSync(folder).close();
      return () => Deno.openSync(folder);
    } catch { /* it is not there, or Deno may not read it */ }
  }
  return () => Deno.listen({ hostname: "127.0.0.1", port: 0 });
}
