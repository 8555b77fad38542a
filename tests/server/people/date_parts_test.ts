import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatDateParts,
  isAfter,
  isBefore,
  parseDateParts,
} from "../../../server/people/date_parts.ts";

Deno.test("a partial date has null for unknown parts", () => {
  assert.deepEqual(parseDateParts("1946-11-30"), { year: 1946, month: 11, day: 30 });
  assert.deepEqual(parseDateParts("--02-29"), { year: null, month: 2, day: 29 });
  assert.deepEqual(parseDateParts("1946"), { year: 1946, month: null, day: null });
  for (const text of ["", "46", "1946-11", "--", "--1130", "02-29", "1946-11-30T00:00"]) {
    assert.throws(() => parseDateParts(text), TypeError, text);
  }
});

Deno.test("a partial date is written as it was read", () => {
  const texts = fc.oneof(
    fc.integer({ min: 1800, max: 2199 }).map(String),
    fc.date({ min: new Date("1800-01-01"), max: new Date("2199-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
    fc.constantFrom("--02-29", "--01-01", "--12-31"),
  );
  fc.assert(fc.property(texts, (text) => formatDateParts(parseDateParts(text)) === text));
  assert.equal(formatDateParts({ year: null, month: null, day: null }), null);
});

Deno.test("a date is before another only if the known parts show it", () => {
  const before = (a: string, b: string) => isBefore(parseDateParts(a), parseDateParts(b));
  assert.ok(before("1945", "1946"));
  assert.ok(before("1945-12-31", "1946-01-01"));
  assert.ok(before("1946-01-01", "1946-01-02"));
  assert.ok(!before("1946-01-02", "1946-01-02"));
  assert.ok(!before("1946", "1946-06-01"));
  assert.ok(!before("1946-06-01", "1946"));
  assert.ok(!before("--01-01", "1946"));
  assert.ok(!before("1946", "--12-31"));
  assert.ok(isAfter(parseDateParts("2026-11-28"), "2026-11-27"));
  assert.ok(isAfter(parseDateParts("2027"), "2026-11-27"));
  assert.ok(!isAfter(parseDateParts("2026"), "2026-11-27"));
  assert.ok(!isAfter(parseDateParts("--12-31"), "2026-11-27"));
});
