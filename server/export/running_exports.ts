import type { PhotoDeps } from "../photos/deps.ts";
import { Problem } from "../http/problem.ts";

/** Which exports are being sent, one for each family. */
interface RunningExports {
  /** Notes that an export begins; refused while another one of the family is being read. */
  readonly begin: (familyId: string) => void;
  /** Passes the bytes of an export on, and notes when they end. */
  readonly follow: (
    familyId: string,
    bytes: AsyncIterable<Uint8Array>,
  ) => AsyncGenerator<Uint8Array>;
}

/** Dependencies of exports. */
export interface ExportDeps extends PhotoDeps {
  readonly runningExports: RunningExports;
}

/** Milliseconds after which an export of which nothing is read no longer counts. */
const READ_TIMEOUT = 30_000;

/** Creates an empty list of running exports. `clock` counts milliseconds. */
export function createRunningExports(clock = () => performance.now()): RunningExports {
  const lastReads = new Map<string, number>();
  return {
    begin: (familyId) => {
      const lastRead = lastReads.get(familyId);
      if (lastRead !== undefined && clock() - lastRead < READ_TIMEOUT) {
        throw new Problem("export_running");
      }
      lastReads.set(familyId, clock());
    },
    async *follow(familyId, bytes) {
      try {
        for await (const chunk of bytes) {
          lastReads.set(familyId, clock());
          yield chunk;
        }
      } finally {
        lastReads.delete(familyId);
      }
    },
  };
}
