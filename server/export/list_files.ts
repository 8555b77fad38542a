import { listCalendarPeople } from "../people/feeds.ts";
import { dayIn, yearOf } from "../people/days.ts";
import { listAllPeople, toListedPerson, toPerson } from "../people/people.ts";
import { writeCalendar } from "../people/write_calendar.ts";
import { writePeopleCsv } from "../people/write_people_csv.ts";
import { writeVcards } from "../people/write_vcards.ts";
import type { Deps } from "../http/deps.ts";
import { type Export, readJournal } from "./read_journal.ts";
import { writeAlbum } from "./write_album.tsx";
import { writeJournalJson } from "./write_journal_json.ts";

/** A file of a ZIP. */
interface ZipFile {
  readonly name: string;
  readonly lastModified: Date;
  readonly input: string | AsyncIterable<Uint8Array>;
}

/**
 * The files of an export, each read when the one before it has been sent. Nothing is held open
 * meanwhile: a post with its comments and reactions is exported as it is when it is read.
 */
export async function* listFiles(deps: Deps, what: Export): AsyncGenerator<ZipFile> {
  const { family, now } = what;
  const { timeZone } = deps.config;
  const people = await listAllPeople(deps.db, family.id);
  const calendar = {
    name: family.name,
    year: yearOf(dayIn(timeZone, now)),
    people: await listCalendarPeople(deps.db, family.id),
  };
  const file = (name: string, input: ZipFile["input"]) => ({ name, lastModified: now, input });
  yield file(
    "index.html",
    encode(
      writeAlbum(readJournal(deps.db, what), { ...what, timeZone, people: people.map(toPerson) }),
    ),
  );
  yield file("journal.json", encode(writeJournalJson(readJournal(deps.db, what), what)));
  const listed = people.map(toListedPerson);
  yield file("people.vcf", writeVcards(listed, "3.0"));
  yield file("people.csv", writePeopleCsv(listed));
  yield file("birthdays.ics", writeCalendar(calendar));
}

async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
