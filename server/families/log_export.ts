import type { Logger } from "@logtape/logtape";
import { DAY, timestampBefore } from "../database/timestamps.ts";
import type { Deps } from "../http/deps.ts";
import { addToLog, hasLogEntry } from "./family_log.ts";

/** What was exported, by whom. */
interface ExportEvent {
  readonly familyId: string;
  readonly event: "people_exported" | "family_exported";
  readonly actorId: string;
  /** The format of the file. */
  readonly note: "vcf" | "csv" | "ics" | "zip";
}

/**
 * Notes an export in the family's log, once a day for each account and format. If that cannot be
 * written, the export still works: reading needs no disk space.
 */
export async function logExport(deps: Deps, happening: ExportEvent, log: Logger): Promise<void> {
  const { familyId, event, actorId, note: format } = happening;
  log.info(event.replace("_", " "), { account_id: actorId, family_id: familyId, format });
  const since = timestampBefore(deps.now(), DAY);
  try {
    if (await hasLogEntry(deps.db, happening, since)) return;
    await deps.transaction(async (tx) => {
      const isNoted = await hasLogEntry(tx, happening, since); // by an export at the same time
      if (!isNoted) await addToLog(deps, tx, happening);
    });
  } catch (error) {
    log.warn("an export could not be noted", { error: (error as Error).message });
  }
}
