import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDateParts } from "../../../server/people/date_parts.ts";
import { writePeopleCsv } from "../../../server/people/write_people_csv.ts";
import { findProgram } from "../../support/find_program.ts";
import { hasPythonModule, runPython } from "../../support/python.ts";
import { runProgram } from "../../support/run_program.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { LINES, ODD_NAMES, samplePerson } from "./sample_people.ts";

Deno.test("CSV: quoted, with header, CRLF and a byte order mark", () => {
  const oma = samplePerson({
    familyName: "Berg",
    birth: parseDateParts("--02-29"),
    phone: "+49 (0)30 12/3-4.5",
    address: 'Am "Bach" 3\n10115 Berlin',
  });
  assert.equal(
    writePeopleCsv([oma]),
    '\uFEFF"name","family_name","birthday","deceased","died","phone","email","address","note"\r\n' +
      `"Oma Elisabeth","Berg","'--02-29","false","","+49 (0)30 12/3-4.5","",` +
      '"Am ""Bach"" 3\n10115 Berlin",""\r\n',
  );
});

Deno.test("CSV: no cell is read as a formula", () => {
  const harmful = ["=1+1", "+1+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];
  const file = writePeopleCsv(
    harmful.map((text) => samplePerson({ name: text, note: text, phone: `${text}x` })),
  );
  assert.doesNotMatch(file, /[,\n]"[=+\-@\t\r]/);
  assert.match(file, /"'=1\+1","",.*"'=1\+1x","","","'=1\+1"\r\n/);
});

Deno.test("CSV: no cell is read as a formula where semicolons separate cells", () => {
  const file = writePeopleCsv([
    samplePerson({ address: "Am Bach 3\n=1+1;-1\n10115 Berlin", note: "x;=1+1;y; +z;@a" }),
  ]);
  assert.match(file, /"Am Bach 3\n'=1\+1;'-1\n10115 Berlin","x;'=1\+1;y; \+z;'@a"\r\n$/);
});

Deno.test({
  name: "the CSV reader of Python reads back every cell",
  ignore: !hasPythonModule("csv"),
  fn: async () => {
    const names = [...ODD_NAMES, ...fc.sample(LINES, 200)];
    const file = writePeopleCsv(names.map((name) => samplePerson({ name, note: name })));
    const script = `
import sys, io, csv, json
rows = csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline=""), strict=True)
print(json.dumps([[row[0], row[8]] for row in rows]))`;
    assert.deepEqual(await runPython(script, file), [
      ["name", "note"],
      ...names.map((name) => name.replace(/(^|[;\n])([=+\-@])/g, "$1'$2"))
        .map((cell) => [cell, cell]),
    ]);
  },
});

Deno.test({
  name: "LibreOffice opens a formula as text",
  ignore: findProgram("soffice") === undefined,
  fn: async () => {
    await using folder = await makeTempFolder();
    const { path } = folder;
    const formula = '=HYPERLINK("http://127.0.0.1/","Oma")';
    const note = "x;=HYPERLINK(A1);\n=1+1;y";
    await Deno.writeTextFile(
      `${path}/people.csv`,
      writePeopleCsv([samplePerson({ name: formula, note })]),
    );
    for (const separator of [",", ";"]) {
      // Separator and quote by their codes, UTF-8, from the first line on.
      const filter = `CSV:${separator.charCodeAt(0)},34,76,1`;
      const args = ["--headless", `--infilter=${filter}`, "--convert-to", "fods"];
      const { code, stderr } = await runProgram(findProgram("soffice")!, {
        args: [...args, "--outdir", path, `${path}/people.csv`],
        env: { HOME: path, PATH: "/usr/bin:/bin" },
      });
      assert.equal(code, 0, stderr);
      const sheet = await Deno.readTextFile(`${path}/people.fods`);
      assert.doesNotMatch(sheet, /table:formula/);
      assert.match(sheet, /HYPERLINK/);
    }
  },
});
