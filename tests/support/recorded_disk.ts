import { CAN_FAKE_DISK, type FaultyDisk, makeFaultyDisk } from "./faulty_disk.ts";

/** A step of a server on its disk, in the order in which they were made. */
export type DiskStep =
  | { readonly kind: "write"; readonly file: DiskFile; readonly at: number; readonly bytes: Bytes }
  | { readonly kind: "truncate"; readonly file: DiskFile; readonly length: number }
  | {
    readonly kind: "flush begins" | "flushed" | "flush failed";
    readonly file: DiskFile;
    /** Which flush it is. */
    readonly flush: number;
  };

/** What is recorded: the database, its WAL, and the names in their folder. */
export type DiskFile = typeof FILES[number];

type Bytes = Uint8Array<ArrayBuffer>;

/** The steps of a server, each with its end in the trace. */
export type DiskTrace = readonly { readonly step: DiskStep; readonly end: number }[];

/** A faulty disk that records writes and flushes. */
export interface RecordedDisk extends FaultyDisk {
  /** Bytes of the trace so far: a moment that can be found again in it. */
  readonly now: () => number;
  readonly readTrace: () => Promise<DiskTrace>;
}

/** Whether such a disk can be made here. */
export const CAN_RECORD_DISK: boolean = CAN_FAKE_DISK;

const FILES = ["database", "wal", "folder"] as const;
const KINDS = ["write", "truncate", "flush begins", "flushed", "flush failed"] as const;

/** Bytes of a record before those that were written; `recorded_disk.c` has its fields. */
const HEAD = 24;

/** Makes a disk that records what a server on this data folder does. */
export async function makeRecordedDisk(dataDir: string): Promise<RecordedDisk> {
  const disk = await makeFaultyDisk("recorded_disk.c");
  const trace = `${disk.folder}/trace`;
  await Deno.writeFile(trace, new Uint8Array());
  return {
    ...disk,
    env: {
      ...disk.env,
      RECORDED_FOLDER: await Deno.realPath(dataDir),
      RECORDED_TRACE: trace,
    },
    now: () => Deno.statSync(trace).size,
    readTrace: async () => parseTrace(await Deno.readFile(trace)),
  };
}

function parseTrace(bytes: Bytes): DiskTrace {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const trace: { step: DiskStep; end: number }[] = [];
  for (let at = 0; at < bytes.length;) {
    const [kind, file] = [KINDS[bytes[at]!]!, FILES[bytes[at + 1]!]!];
    const [number, length] = [8, 16].map((field) => Number(view.getBigUint64(at + field, true)));
    const end = at + HEAD + length!;
    trace.push({ step: readStep(kind, file, number!, bytes.subarray(at + HEAD, end)), end });
    at = end;
  }
  return trace;
}

function readStep(
  kind: typeof KINDS[number],
  file: DiskFile,
  number: number,
  bytes: Bytes,
): DiskStep {
  if (kind === "write") return { kind, file, at: number, bytes };
  if (kind === "truncate") return { kind, file, length: number };
  return { kind, file, flush: number };
}
