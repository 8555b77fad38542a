import { getOwnRole } from "../auth/memberships.ts";
import { logExport } from "../families/log_export.ts";
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
  await logPeopleExport(deps, request, "vcf");
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
  await logPeopleExport(deps, request, "csv");
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
  await logPeopleExport(deps, request, "ics");
  return { fileName: "birthdays.ics", body: writeCalendar(calendar) };
}

/** Notes an export of people in the family's log. */
function logPeopleExport(
  deps: Deps,
  { caller, params, log }: Pick<CheckedRequest<"exportCsv">, "caller" | "params" | "log">,
  note: "vcf" | "csv" | "ics",
): Promise<void> {
  const { accountId: actorId } = caller;
  return logExport(
    deps,
    { familyId: params.family_id, event: "people_exported", actorId, note },
    log,
  );
}
