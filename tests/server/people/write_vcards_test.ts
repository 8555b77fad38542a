import assert from "node:assert/strict";
import fc from "fast-check";
import ICAL from "ical.js";
import { parseDateParts } from "../../../server/people/date_parts.ts";
import { writeVcards } from "../../../server/people/write_vcards.ts";
import { findProgram } from "../../support/find_program.ts";
import { hasPythonModule, runPython } from "../../support/python.ts";
import { runProgram } from "../../support/run_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { DATES, LINES, measureLines, ODD_NAMES, samplePerson } from "./sample_people.ts";

const OMA = samplePerson({
  name: "Elisabeth Berg",
  familyName: "Berg",
  birth: parseDateParts("1946-11-30"),
  phone: "+49 30 123",
  email: "oma@example.org",
  address: "Am Bach 3; hinten, rechts\n10115 Berlin",
  note: "Likes dahlias",
});

Deno.test("a vCard 3.0 follows RFC 2426", () => {
  assert.deepEqual(writeVcards([OMA], "3.0").split("\r\n"), [
    "BEGIN:VCARD",
    "VERSION:3.0",
    "PRODID:-//CircleShare//People//EN",
    "UID:urn:uuid:019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21",
    "REV:20261127T023000Z",
    "FN:Elisabeth Berg",
    "N:Berg;Elisabeth;;;",
    "BDAY;VALUE=DATE:1946-11-30",
    "TEL;TYPE=CELL:+49 30 123",
    "EMAIL;TYPE=INTERNET:oma@example.org",
    "ADR:;;Am Bach 3\\; hinten\\, rechts\\n10115 Berlin;;;;",
    "NOTE:Likes dahlias",
    "END:VCARD",
    "",
  ]);
});

Deno.test("a vCard 4.0 follows RFC 6350, and has the day of death", () => {
  const opa = samplePerson({
    ...OMA,
    birth: parseDateParts("1941"),
    isDeceased: true,
    death: parseDateParts("2019-12-24"),
    address: null,
    note: null,
  });
  assert.deepEqual(writeVcards([opa], "4.0").split("\r\n"), [
    "BEGIN:VCARD",
    "VERSION:4.0",
    "PRODID:-//CircleShare//People//EN",
    "UID:urn:uuid:019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21",
    "REV:20261127T023000Z",
    "FN:Elisabeth Berg",
    "N:Berg;Elisabeth;;;",
    "BDAY:1941",
    "DEATHDATE:20191224",
    "TEL;TYPE=cell:+49 30 123",
    "EMAIL:oma@example.org",
    "END:VCARD",
    "",
  ]);
});

Deno.test("a birthday without a year has none in a vCard", () => {
  const lines = (born: string, version: "3.0" | "4.0") =>
    writeVcards([samplePerson({ birth: parseDateParts(born) })], version).split("\r\n")
      .filter((line) => line.startsWith("BDAY"));
  assert.deepEqual(lines("--02-29", "3.0"), [
    "BDAY;VALUE=DATE;X-APPLE-OMIT-YEAR=1604:1604-02-29",
  ]);
  assert.deepEqual(lines("--02-29", "4.0"), ["BDAY:--0229"]);
  assert.deepEqual(lines("1946", "3.0"), []);
  assert.deepEqual(lines("1946", "4.0"), ["BDAY:1946"]);
});

Deno.test("a name is split only if the family name shows where", () => {
  const names = (name: string, familyName: string | null) =>
    /^N:(.*);;;\r$/m.exec(writeVcards([samplePerson({ name, familyName })], "3.0"))![1];
  assert.equal(names("Anna Berg", "Berg"), "Berg;Anna");
  assert.equal(names("Nagy Anna", "Nagy"), "Nagy;Anna");
  assert.equal(names("王小明", "王"), "王;小明");
  assert.equal(names("Oma", "Berg"), "Berg;Oma");
  assert.equal(names("Berg", "Berg"), "Berg;");
  assert.equal(names("Oma Elisabeth", null), ";Oma Elisabeth");
  assert.equal(names("a;b", "a;"), "a\\;;b");
});

for (const version of ["3.0", "4.0"] as const) {
  Deno.test(`ical.js reads back every vCard ${version}`, () => {
    fc.assert(
      fc.property(LINES, fc.option(LINES), DATES, (name, note, birth) => {
        const written = samplePerson({ name, note, address: note, birth });
        const file = writeVcards([written], version);
        assert.ok(Math.max(...measureLines(file)) <= 75);
        const card = new ICAL.Component(ICAL.parse(file));
        assert.equal(card.getFirstPropertyValue("fn"), name);
        assert.deepEqual(card.getFirstPropertyValue("n"), ["", name, "", "", ""]);
        assert.equal(card.getFirstPropertyValue("note"), note);
        const address = card.getFirstPropertyValue("adr") as unknown as string[] | null;
        assert.deepEqual(address, note === null ? null : ["", "", note, "", "", "", ""]);
      }),
    );
  });
}

Deno.test({
  name: "vobject reads vCards 3.0 with names of every kind",
  ignore: !hasPythonModule("vobject"),
  fn: async () => {
    const people = ODD_NAMES.map((name) =>
      samplePerson({ name, birth: parseDateParts("--02-29"), address: `${name}\n10115 Berlin` })
    );
    const script = `
import sys, json, vobject
cards = vobject.readComponents(sys.stdin.buffer.read().decode())
print(json.dumps([[c.fn.value, c.n.value.given, c.adr.value.street, c.bday.value, c.bday.params.get("X-APPLE-OMIT-YEAR")] for c in cards]))`;
    assert.deepEqual(
      await runPython(script, writeVcards(people, "3.0")),
      ODD_NAMES.map((name) => [name, name, `${name}\n10115 Berlin`, "1604-02-29", ["1604"]]),
    );
  },
});

Deno.test({
  name: "khard lists names of every kind with their birthdays",
  ignore: findProgram("khard") === undefined,
  fn: async () => {
    await using folder = await makeTempFolder();
    const { path } = folder;
    await Deno.mkdir(`${path}/book`);
    const people = ODD_NAMES.map((name, at) =>
      samplePerson({
        id: `019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c${at + 10}`,
        name,
        birth: parseDateParts(at % 2 === 0 ? "--02-29" : "1946-11-30"),
      })
    );
    for (const person of people) {
      await Deno.writeTextFile(`${path}/book/${person.id}.vcf`, writeVcards([person], "3.0"));
    }
    await Deno.writeTextFile(
      `${path}/khard.conf`,
      `[addressbooks]\n[[family]]\npath = ${path}/book\n[general]\neditor = true\nmerge_editor = true\n`,
    );
    const khard = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await runProgram(findProgram("khard")!, {
        args: ["-c", `${path}/khard.conf`, ...args],
        env: { HOME: path, LC_ALL: "C.UTF-8" },
      });
      assert.equal(code, 0, stderr);
      return stdout.trimEnd().split("\n").sort();
    };
    assert.deepEqual(
      await khard("birthdays", "--parsable", "--display", "formatted_name"),
      people.map(({ name, birth }) =>
        // Khard shows the year that is marked to be left out.
        `${birth.year === null ? "1604.02.29" : "1946.11.30"}\t${name}`
      ).sort(),
    );
  },
});
