import { listCalendarPeople } from "../people/feeds.ts";
import { dayIn, yearOf } from "../people/days.ts";
import { listAllPeople, toListedPerson, toPerson } from "../people/people.ts";
import { writeCalendar } from "../people/write_calendar.ts";
import { writePeopleCsv } from "../people/write_people_csv.ts";
import { writeVcards } from "../people/write_vcards.ts";
import type { PhotoDeps } from "../photos/deps.ts";
import type { PhotoRow } from "../photos/photos.ts";
import { type Export, readJournal } from "./read_journal.ts";
import { writeAlbum } from "./write_album.tsx";
import { writeJournalJson } from "./write_journal_json.ts";

/** A file of a ZIP. */
interface ZipFile {
  readonly name: string;
  readonly lastModified: Date;
  readonly input: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/**
 * The files of an export, each read when the one before it has been sent. Nothing is held open
 * meanwhile: a post with its comments and reactions is exported as it is when it is read.
 */
export async function* listFiles(deps: PhotoDeps, what: Export): AsyncGenerator<ZipFile> {
  const { family, now } = what;
  const { timeZone } = deps.config;
  const people = await listAllPeople(deps.db, family.id);
  const calendar = {
    name: family.name,
    year: yearOf(dayIn(timeZone, now)),
    people: await listCalendarPeople(deps.db, family.id),
  };
  const file = (name: string, input: ZipFile["input"]) => ({ name, lastModified: now, input });
  const photos = new Map<string, PhotoRow>();
  const read = () => readJournal(deps.db, what, (file, row) => photos.set(file, row));
  yield file(
    "index.html",
    encode(
      writeAlbum(read(), { ...what, timeZone, people: people.map(toPerson) }),
    ),
  );
  yield file("journal.json", encode(writeJournalJson(read(), what)));
  const listed = people.map(toListedPerson);
  yield file("people.vcf", writeVcards(listed, "3.0"));
  yield file("people.csv", writePeopleCsv(listed));
  yield file("birthdays.ics", writeCalendar(calendar));
  const missing: string[] = [];
  for (const [name, { sha256 }] of photos) {
    const picture = await deps.photoFolder?.read(sha256, "large");
    if (picture) yield file(name, picture);
    else missing.push(`${name}\n`);
  }
  if (missing.length > 0) yield file("missing.txt", missing.join(""));
}

async function* encode(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const text of texts) yield encoder.encode(text);
}
