import type { DiskFile, DiskStep } from "./recorded_disk.ts";

/** Bytes that a disk writes whole or not at all. */
const SECTOR = 512;

/** How much a power cut leaves of what was written and not flushed. */
export type Leftover = "nothing" | "something" | "everything";

/** What a power cut leaves of the recorded files; without the WAL where its name was lost. */
export interface Remains {
  readonly database: Uint8Array;
  readonly wal?: Uint8Array;
}

/** A disk with a cache that a power cut empties. */
export interface CutDisk {
  readonly apply: (step: DiskStep) => void;
  /** What a power cut leaves now. It may leave sectors of a write and not others, in any order. */
  readonly cut: (leftover: Leftover) => Remains;
}

/** Makes a disk on which a database lies that is flushed, and no WAL yet. */
export function makeCutDisk(database: Uint8Array): CutDisk {
  const files = { database: makeCachedFile(database), wal: makeCachedFile(new Uint8Array()) };
  const name = makeCachedFile(new Uint8Array()); // of the WAL, in the folder
  const fileOf = (file: DiskFile) => file === "folder" ? name : files[file];
  let hasWal = false;
  return {
    apply: (step) => {
      if (step.file === "wal" && !hasWal) {
        hasWal = true;
        name.write(0, new Uint8Array(1));
      }
      const file = fileOf(step.file);
      if (step.kind === "write") file.write(step.at, step.bytes);
      else if (step.kind === "truncate") file.truncate(step.length);
      else if (step.kind === "flush begins") file.begin(step.flush);
      else file.end(step.flush, step.kind === "flushed");
    },
    cut: (leftover) => ({
      database: files.database.cut(leftover),
      ...(name.cut(leftover).length > 0 && { wal: files.wal.cut(leftover) }),
    }),
  };
}

/** A sector that was written and not flushed since. */
interface Version {
  readonly time: number;
  readonly bytes: Uint8Array;
  /** A flush of it failed: the system takes it for clean, so later flushes leave it out. */
  isLost: boolean;
}

function makeCachedFile(content: Uint8Array) {
  const cache = makeBuffer(content);
  const flushed = makeBuffer(content);
  let lengths: { readonly time: number; readonly length: number }[] = [];
  const versions = new Map<number, Version[]>();
  const begun = new Map<number, number>();
  let time = 0;

  function keepFlushed(since: number): void {
    lengths = lengths.filter(({ time, length }) => {
      if (time <= since) flushed.setLength(length);
      return time > since;
    });
    for (const [sector, all] of versions) {
      const last = all.findLastIndex(({ time, isLost }) => time <= since && !isLost);
      if (last < 0) continue;
      flushed.write(sector * SECTOR, all[last]!.bytes);
      if (last === all.length - 1) versions.delete(sector);
      else versions.set(sector, all.slice(last + 1));
    }
  }

  function loseFlushed(since: number): void {
    for (const all of versions.values()) {
      for (const version of all) version.isLost ||= version.time <= since;
    }
  }

  return {
    write: (at: number, bytes: Uint8Array) => {
      time++;
      cache.write(at, bytes);
      if (at + bytes.length > cache.length()) {
        cache.setLength(at + bytes.length);
        lengths.push({ time, length: cache.length() });
      }
      const end = Math.ceil((at + bytes.length) / SECTOR);
      for (let sector = Math.floor(at / SECTOR); sector < end; sector++) {
        const version = { time, bytes: cache.read(sector * SECTOR, SECTOR), isLost: false };
        versions.set(sector, [...versions.get(sector) ?? [], version]);
      }
    },
    truncate: (length: number) => {
      time++;
      cache.setLength(length);
      lengths.push({ time, length });
    },
    begin: (flush: number) => void begun.set(flush, time),
    end: (flush: number, isFlushed: boolean) =>
      isFlushed ? keepFlushed(begun.get(flush)!) : loseFlushed(begun.get(flush)!),
    cut: (leftover: Leftover): Uint8Array => {
      if (leftover === "nothing") return flushed.copy();
      const left = makeBuffer(flushed.copy());
      for (const [sector, all] of versions) {
        const kept = leftover === "everything"
          ? all.findLast(({ isLost }) => !isLost)
          : pick([undefined, ...all]);
        if (kept) left.write(sector * SECTOR, kept.bytes);
      }
      const length = leftover === "everything"
        ? cache.length()
        : pick([flushed.length(), ...lengths.map(({ length }) => length)]);
      left.setLength(length);
      return left.copy();
    },
  };
}

function pick<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)]!;
}

/** Bytes that grow; behind their end are zeros. */
function makeBuffer(content: Uint8Array) {
  let bytes = content.slice();
  let length = content.length;
  const reserve = (size: number) => {
    if (size <= bytes.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * bytes.length));
    larger.set(bytes);
    bytes = larger;
  };
  return {
    length: () => length,
    read: (at: number, size: number) => {
      reserve(at + size);
      return bytes.slice(at, at + size);
    },
    write: (at: number, added: Uint8Array) => {
      reserve(at + added.length);
      bytes.set(added, at);
    },
    setLength: (wanted: number) => {
      reserve(wanted);
      if (wanted < length) bytes.fill(0, wanted);
      length = wanted;
    },
    copy: () => bytes.slice(0, length),
  };
}
