import assert from "node:assert/strict";
import fc from "fast-check";
import ICAL from "ical.js";
import { parseDateParts } from "../../../server/people/date_parts.ts";
import { writeCalendar } from "../../../server/people/write_calendar.ts";
import { findProgram } from "../../support/find_program.ts";
import { hasPythonModule, runPython } from "../../support/python.ts";
import { runProgram } from "../../support/run_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { DATES, LINES, measureLines, ODD_NAMES, samplePerson } from "./sample_people.ts";

const OMA = samplePerson({ birth: parseDateParts("1946-11-30") });
const LEAPLING = samplePerson({
  id: "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c22",
  name: "Ben",
  birth: parseDateParts("--02-29"),
});
const OPA = samplePerson({
  id: "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c23",
  name: "Opa Karl",
  birth: parseDateParts("1941-03-01"),
  isDeceased: true,
  death: parseDateParts("2019-12-24"),
});

function calendarOf(...people: readonly ReturnType<typeof samplePerson>[]): string {
  return writeCalendar({ name: "The Bergs", year: 2026, people });
}

Deno.test("a calendar has one event per person and year, as RFC 5545 asks", () => {
  const file = writeCalendar({ name: "The Bergs", year: 2026, people: [OMA] });
  const event = (year: number, age: number) => [
    "BEGIN:VEVENT",
    `UID:019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21-${year}@circle`,
    "DTSTAMP:20261127T023000Z",
    `DTSTART;VALUE=DATE:${year}1130`,
    `DTEND;VALUE=DATE:${year}1201`,
    "TRANSP:TRANSPARENT",
    "CLASS:PRIVATE",
    `SUMMARY:🎂 Oma Elisabeth (${age})`,
    "END:VEVENT",
  ];
  assert.deepEqual(file.split("\r\n"), [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//CircleShare//Birthdays//EN",
    "METHOD:PUBLISH",
    "NAME:The Bergs",
    "X-WR-CALNAME:The Bergs",
    "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    "X-PUBLISHED-TTL:P1D",
    ...event(2025, 79),
    ...event(2026, 80),
    ...event(2027, 81),
    ...event(2028, 82),
    "END:VCALENDAR",
    "",
  ]);
});

Deno.test("a title has only what is known", () => {
  const titles = (person: ReturnType<typeof samplePerson>) =>
    [...calendarOf(person).matchAll(/^SUMMARY:(.*)\r$/gm)].map((found) => found[1]);
  assert.deepEqual(new Set(titles(LEAPLING)), new Set(["🎂 Ben"]));
  assert.deepEqual(new Set(titles(OPA)), new Set(["🕯 Opa Karl (1941–2019)"]));
  const born = { isDeceased: true, birth: parseDateParts("1941") };
  const memorial = (died: string, known: object = born) =>
    titles(samplePerson({ ...known, death: parseDateParts(died) }))[0];
  assert.equal(memorial("--12-24"), "🕯 Oma Elisabeth");
  assert.equal(memorial("2019-12-24", { isDeceased: true }), "🕯 Oma Elisabeth (†2019)");
});

Deno.test("calendar lines have at most 75 octets, folded between characters", () => {
  for (const name of ODD_NAMES) {
    const people = [samplePerson({ name, birth: parseDateParts("--02-29") })];
    const bytes = new TextEncoder().encode(writeCalendar({ name, year: 2026, people }));
    let line: number[] = [];
    for (const byte of bytes) {
      line.push(byte);
      if (byte !== 0x0a) continue;
      new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(line)); // each by itself
      assert.ok(line.length <= 77 && line.at(-2) === 0x0d, name);
      line = [];
    }
    assert.deepEqual(line, []);
  }
});

Deno.test("ical.js reads back a calendar with any names", () => {
  fc.assert(
    fc.property(LINES, LINES, DATES, (familyName, name, birth) => {
      const person = samplePerson({ name, birth });
      const file = writeCalendar({ name: familyName, year: 2026, people: [person] });
      assert.ok(Math.max(...measureLines(file)) <= 75);
      const calendar = new ICAL.Component(ICAL.parse(file));
      assert.equal(calendar.getFirstPropertyValue("x-wr-calname"), familyName);
      for (const event of calendar.getAllSubcomponents("vevent")) {
        const { summary, startDate, endDate } = new ICAL.Event(event);
        assert.ok(summary === `🎂 ${name}` || summary.startsWith(`🎂 ${name} (`), summary);
        assert.ok(startDate.isDate);
        assert.equal(startDate.month, birth.month);
        assert.equal(endDate.subtractDate(startDate).toString(), "P1D");
      }
    }),
  );
});

Deno.test({
  name: "python-icalendar reads every event of it",
  ignore: !hasPythonModule("icalendar"),
  fn: async () => {
    // It takes an escaped backslash before an `n` for a line break (RFC 5545 §3.3.11 says otherwise).
    const names = ODD_NAMES.filter((name) => !name.includes("\\n"));
    const people = names.map((name) => samplePerson({ name, birth: parseDateParts("2000-02-29") }));
    const script = `
import sys, json, icalendar
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
print(json.dumps([[str(e["summary"]), e["dtstart"].dt.isoformat()] for e in calendar.walk("VEVENT")]))`;
    assert.deepEqual(
      await runPython(script, calendarOf(...people)),
      names.flatMap((name) => [
        [`🎂 ${name} (25)`, "2025-02-28"],
        [`🎂 ${name} (26)`, "2026-02-28"],
        [`🎂 ${name} (27)`, "2027-02-28"],
        [`🎂 ${name} (28)`, "2028-02-29"],
      ]),
    );
  },
});

Deno.test({
  name: "khal shows a birthday of 29 February on 28 February 2027 and on 29 February 2028",
  ignore: findProgram("khal") === undefined,
  fn: async () => {
    await using folder = await makeTempFolder();
    const { path } = folder;
    await Deno.mkdir(`${path}/calendar`);
    await Deno.writeTextFile(`${path}/birthdays.ics`, calendarOf(OMA, LEAPLING, OPA));
    await Deno.writeTextFile(
      `${path}/khal.conf`,
      `[calendars]\n[[family]]\npath = ${path}/calendar\n[sqlite]\npath = ${path}/khal.db\n` +
        "[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n" +
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n",
    );
    const khal = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await runProgram(findProgram("khal")!, {
        args: ["-c", `${path}/khal.conf`, ...args],
        env: { HOME: path, LC_ALL: "C.UTF-8", TERM: "dumb" },
      });
      assert.equal(code, 0, stderr);
      return stdout.trim().split("\n").map((line) => line.trim());
    };
    await khal("import", "--batch", "-a", "family", `${path}/birthdays.ics`);
    const list = (from: string, to: string) =>
      khal("list", "--day-format", "", "--format", "{start-date} {title}", from, to);
    assert.deepEqual(await list("2027-02-20", "2027-03-10"), ["2027-02-28 🎂 Ben"]);
    assert.deepEqual(await list("2028-02-20", "2028-03-10"), ["2028-02-29 🎂 Ben"]);
    assert.deepEqual(await list("2026-11-01", "2026-12-31"), [
      "2026-11-30 🎂 Oma Elisabeth (80)",
      "2026-12-24 🕯 Opa Karl (1941–2019)",
    ]);
  },
});
