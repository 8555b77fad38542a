import assert from "node:assert/strict";
import { dayIn, latestDay } from "../../../server/people/days.ts";
import {
  type DayRange,
  listOccasions,
  listOccasionsInYear,
} from "../../../server/people/occasions.ts";
import { parseDateParts } from "../../../server/people/date_parts.ts";

const UNKNOWN = { year: null, month: null, day: null };

function life({ born, died }: { born?: string; died?: string | null } = {}) {
  return {
    birth: born === undefined ? UNKNOWN : parseDateParts(born),
    isDeceased: died !== undefined,
    death: died ? parseDateParts(died) : UNKNOWN,
  };
}

/** The occasions as lines: `birthday 2027-02-28 80`. */
function within(person: ReturnType<typeof life>, range: DayRange): string[] {
  return listOccasions(person, range).map(({ kind, on, age }) => `${kind} ${on} ${age}`);
}

function inYears(person: ReturnType<typeof life>, ...years: number[]): string[] {
  return years.flatMap((year) => listOccasionsInYear(person, year))
    .map(({ kind, on, age }) => `${kind} ${on} ${age}`);
}

Deno.test("a birthday on 29 February is on the 28th in common years", () => {
  assert.deepEqual(inYears(life({ born: "2024-02-29" }), 2026, 2027, 2028, 2100), [
    "birthday 2026-02-28 2",
    "birthday 2027-02-28 3",
    "birthday 2028-02-29 4",
    "birthday 2100-02-28 76",
  ]);
  assert.deepEqual(inYears(life({ born: "--02-29" }), 2027, 2028), [
    "birthday 2027-02-28 null",
    "birthday 2028-02-29 null",
  ]);
});

Deno.test("an age needs the year of birth, a birthday its day", () => {
  assert.deepEqual(inYears(life({ born: "1946-11-30" }), 2026), ["birthday 2026-11-30 80"]);
  assert.deepEqual(inYears(life({ born: "--11-30" }), 2026), ["birthday 2026-11-30 null"]);
  assert.deepEqual(inYears(life({ born: "1946" }), 2026), []);
  assert.deepEqual(inYears(life(), 2026), []);
});

Deno.test("nobody has a birthday on the day of birth or before", () => {
  assert.deepEqual(inYears(life({ born: "2026-05-01" }), 2025, 2026, 2027), [
    "birthday 2027-05-01 1",
  ]);
});

Deno.test("the deceased have a yearly memorial, and no birthdays after their death", () => {
  const opa = life({ born: "1941-03-01", died: "2019-12-24" });
  assert.deepEqual(inYears(opa, 2018, 2019, 2020, 2026), [
    "birthday 2018-03-01 null",
    "birthday 2019-03-01 null",
    "memorial 2020-12-24 1",
    "memorial 2026-12-24 7",
  ]);
  // Died before the birthday of that year: nobody is reminded of a birthday that did not come.
  assert.deepEqual(inYears(life({ born: "1941-12-31", died: "2019-12-24" }), 2019), []);
  assert.deepEqual(inYears(life({ born: "1941-12-31", died: "2019" }), 2018, 2019, 2020), [
    "birthday 2018-12-31 null",
  ]);
  assert.deepEqual(inYears(life({ born: "1941-03-01", died: null }), 2018, 2026), []);
  assert.deepEqual(inYears(life({ died: "--02-29" }), 2027, 2028), [
    "memorial 2027-02-28 null",
    "memorial 2028-02-29 null",
  ]);
});

Deno.test("a range of days includes its first day and excludes the day after its last", () => {
  const person = life({ born: "1946-11-30" });
  assert.deepEqual(within(person, { from: "2026-11-30", days: 1 }), ["birthday 2026-11-30 80"]);
  assert.deepEqual(within(person, { from: "2026-12-01", days: 364 }), []);
  assert.deepEqual(within(person, { from: "2026-11-29", days: 1 }), []);
  assert.deepEqual(within(person, { from: "2026-11-29", days: 2 }), ["birthday 2026-11-30 80"]);
  assert.deepEqual(within(person, { from: "2026-11-30", days: 366 }), [
    "birthday 2026-11-30 80",
    "birthday 2027-11-30 81",
  ]);
});

Deno.test("a range over new year and over 29 February misses nobody", () => {
  const leapling = life({ born: "2000-02-29" });
  assert.deepEqual(within(leapling, { from: "2027-02-28", days: 1 }), ["birthday 2027-02-28 27"]);
  assert.deepEqual(within(leapling, { from: "2027-03-01", days: 60 }), []);
  assert.deepEqual(within(leapling, { from: "2028-02-28", days: 1 }), []);
  assert.deepEqual(within(leapling, { from: "2027-12-31", days: 61 }), ["birthday 2028-02-29 28"]);
  const both = life({ born: "1941-12-31", died: "2026-01-01" });
  assert.deepEqual(within(both, { from: "2025-12-30", days: 366 }), ["birthday 2025-12-31 null"]);
});

Deno.test("the current day depends on the time zone, and is latest in Kiritimati", () => {
  const moment = new Date("2027-02-28T11:30:00.000Z");
  assert.equal(dayIn("Pacific/Kiritimati", moment), "2027-03-01");
  assert.equal(latestDay(moment), "2027-03-01");
  assert.equal(dayIn("Etc/GMT+12", moment), "2027-02-27");
  assert.equal(dayIn("Europe/Berlin", moment), "2027-02-28");
});
