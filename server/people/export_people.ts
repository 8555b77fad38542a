import { getOwnRole } from "../auth/memberships.ts";
import { DAY, timestampBefore } from "../database/timestamps.ts";
import { addToLog, hasLogEntry } from "../families/family_log.ts";
import type { Deps } from "../http/deps.ts";
import type { CheckedRequest, DownloadResult } from "../http/handler.ts";
import { dayIn, yearOf } from "./days.ts";
import { listCalendarPeople } from "./feeds.ts";
import { getFamilyName } from "../families/families.ts";
import { listAllPeople, toListedPerson } from "./people.ts";
import { writeCalendar } from "./write_calendar.ts";
import { writePeopleCsv } from "./write_people_csv.ts";
import { writeVcards } from "./write_vcards.ts";

/** The people of a family for an address book; the deceased only on request. */
export async function exportVcards(
  deps: Deps,
  request: CheckedRequest<"exportVcards">,
): Promise<DownloadResult> {
  const { caller, params, query: { version = "3.0", deceased = false } } = request;
  await getOwnRole(deps.db, params.family_id, caller);
  const people = (await listAllPeople(deps.db, params.family_id)).map(toListedPerson)
    .filter(({ isDeceased }) => deceased || !isDeceased);
  await logExport(deps, request, "vcf");
  return { fileName: "people.vcf", body: writeVcards(people, version) };
}

/** The people of a family as a table, for a spreadsheet. */
export async function exportCsv(
  deps: Deps,
  request: CheckedRequest<"exportCsv">,
): Promise<DownloadResult> {
  const { caller, params } = request;
  await getOwnRole(deps.db, params.family_id, caller);
  const people = (await listAllPeople(deps.db, params.family_id)).map(toListedPerson);
  await logExport(deps, request, "csv");
  return { fileName: "people.csv", body: writePeopleCsv(people) };
}

/** The birthdays of a family as a calendar. */
export async function exportBirthdays(
  deps: Deps,
  request: CheckedRequest<"exportBirthdays">,
): Promise<DownloadResult> {
  const { caller, params: { family_id: familyId } } = request;
  await getOwnRole(deps.db, familyId, caller);
  const calendar = {
    name: await getFamilyName(deps.db, familyId),
    year: yearOf(dayIn(deps.config.timeZone, deps.now())),
    people: await listCalendarPeople(deps.db, familyId),
  };
  await logExport(deps, request, "ics");
  return { fileName: "birthdays.ics", body: writeCalendar(calendar) };
}

/**
 * Notes an export in the family's log, once a day for each account and format. If that cannot be
 * written, the export still works: reading needs no disk space.
 */
async function logExport(
  deps: Deps,
  { caller, params: { family_id: familyId }, log }: Pick<
    CheckedRequest<"exportCsv">,
    "caller" | "params" | "log"
  >,
  format: "vcf" | "csv" | "ics",
): Promise<void> {
  const { accountId: actorId } = caller;
  log.info("people exported", { account_id: actorId, family_id: familyId, format });
  const happening = { familyId, event: "people_exported", actorId, note: format } as const;
  const since = timestampBefore(deps.now(), DAY);
  try {
    if (await hasLogEntry(deps.db, happening, since)) return;
    await deps.transaction((tx) => addToLog(deps, tx, happening));
  } catch (error) {
    log.warn("an export could not be noted", { error: (error as Error).message });
  }
}
