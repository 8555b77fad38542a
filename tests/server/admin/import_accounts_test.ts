import assert from "node:assert/strict";
import { assertAdminFails, runAdmin } from "../../support/run_admin.ts";
import { ROOT } from "../../support/source_files.ts";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { dumpCircle, type HostedCircle, startHostedCircle } from "../../support/hosted_circle.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

/** Hashes of `GOOD_PASSWORD`; tests/server/auth/old_hashes_test.ts says which program made them. */
const BCRYPT = "$2y$10$2lmoE8OMVdmSzkvbWiMVW.05HppDfF9KU241FPPEiufSmauAFgP1y";
const SCRYPT = "$scrypt$ln=16,r=8,p=1$kDJmTKl1zvnfO2fMuXcuRQ$" +
  "MJVYnLUvM44IjVQ6u5zYC3E9vQa9UMH5lMVEqD/ZzGY";
const ARGON2 = "$argon2id$v=19$m=65536,t=4,p=1$TjNoY1FXQjdsa3MxWDBLNg$" +
  "E4OcVQnCb6adiuNasUX7T9O+QXj3N1AUt/wRM4PnKhs";
const HEADER = "email,name,password_hash,family,role";

Deno.test("admin import-accounts: people log in with the passwords that they had", async () => {
  await using circle = await startHostedCircle();
  const rows = [
    `\uFEFF${HEADER}`,
    `"cleo@example.org","Cleo ""Cle"" Roth",${BCRYPT},"The Roths, of Bern",owner`,
    `"dan@example.org",Dan,"${SCRYPT}","The Roths, of Bern",`,
    "",
    `eve@example.org,Eve,"${ARGON2}","The Roths, of Bern",admin`,
    `fay@example.org,Fay,,"The Roths, of Bern",member`,
    `gus@example.org,Gus,!unusable,Änna O'Berg's family,member`,
  ].join("\r\n");
  const before = await dumpCircle(circle.settings);
  const planned = await importFile(circle, "accounts.csv", rows, ["--dry-run"]);
  assert.equal(planned.code, 0, planned.stderr);
  assert.match(
    planned.stdout,
    /^2: cleo@example\.org: can be added to The Roths, of Bern as owner/,
  );
  assert.deepEqual(await dumpCircle(circle.settings), before);

  const { code, stdout, stderr } = await importFile(circle, "accounts.csv", rows);
  assert.equal(code, 0, stderr);
  const lines = stdout.split("\n");
  assert.match(lines[0]!, /^2: cleo@\S+ added to .* as owner, with its password \(bcrypt:10\)$/);
  assert.match(lines[1]!, /^3: dan@\S+ added to .* as member, with its password \(scrypt:\S+\)$/);
  assert.match(lines[2]!, /^5: eve@\S+ added to .* as admin, with its password \(argon2id:\S+\)$/);
  assert.match(lines[3]!, /^6: fay@\S+ added to .* as member, without a password: cannot log in/);
  assert.match(stdout, /^Imported 5 accounts\.$/m);
  assert.ok(!stdout.includes("$"), "no hash is printed");

  const costs = (await dumpCircle(circle.settings)).password_costs as { cost: string }[];
  assert.ok(
    costs.some(({ cost }) => cost === "bcrypt:10"),
    "every login does its work from now on",
  );
  for (const name of ["cleo", "dan", "eve"]) {
    assert.equal((await logIn(circle, name, "not the password at all")).status, 401);
    assert.equal((await logIn(circle, name, GOOD_PASSWORD)).status, 200, name);
  }
  const { password_hash, ...cleo } = await readAccount(circle, "cleo@example.org");
  assert.equal(cleo.name, 'Cleo "Cle" Roth');
  assert.match(String(password_hash), /^\$argon2id\$/);
  const token = (await logIn(circle, "dan", GOOD_PASSWORD)).json.access_token;
  const client = circle.server.client(token);
  const [family] = await client.listFamilies({});
  assert.equal(family!.name, "The Roths, of Bern");
  const members = await client.listMembers({ params: { family_id: family!.id } });
  assert.deepEqual(
    members.map(({ name, role }) => `${name}: ${role}`),
    ['Cleo "Cle" Roth: owner', "Dan: member", "Eve: admin", "Fay: member"],
  );

  const imported = await dumpCircle(circle.settings);
  const again = await importFile(circle, "accounts.csv", rows);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stdout, /^5 had an account already, which was not changed\.$/m);
  assert.deepEqual(await dumpCircle(circle.settings), imported);
});

Deno.test("admin import-accounts: an account without a hash logs in after a reset code", async () => {
  await using circle = await startHostedCircle();
  const file = JSON.stringify([
    { email: "fay@example.org", name: "Fay", family: "The Fays", role: "owner" },
    { email: "gus@example.org", name: "Gus", family: "The Fays", password_hash: null },
  ]);
  const { code, stdout } = await importFile(circle, "accounts", file, ["--json"]);
  assert.equal(code, 0);
  const { imported, created_families, lines } = JSON.parse(stdout);
  assert.deepEqual([imported, created_families], [true, ["The Fays"]]);
  assert.deepEqual(lines.map(({ password }: { password: unknown }) => password), [null, null]);
  for (const guess of ["!", "null", GOOD_PASSWORD]) {
    assert.equal((await logIn(circle, "fay", guess)).status, 401);
  }
  const reset = await runAdmin(circle.settings, ["reset-password", "fay@example.org"]);
  const resetCode = /^Code for Fay: (\S+)$/m.exec(reset.stdout)![1]!;
  await circle.server.client().resetPassword({
    body: { code: resetCode, new_password: "a garden full of boats" },
  });
  assert.equal((await logIn(circle, "fay", "a garden full of boats")).status, 200);
});

Deno.test("admin import-accounts: a refused line says why, and nothing is imported", async () => {
  await using circle = await startHostedCircle();
  const rows = [
    HEADER,
    `cleo@example.org,Cleo,${BCRYPT},The Roths,owner`,
    `CLEO@example.org,Cleo again,,The Roths,`,
    `not an email,Dan,,The Roths,`,
    `dan@example.org, Dan,,The Roths,`,
    `eve@example.org,Eve,,The Roths,king`,
    `fay@example.org,Fay,5f4dcc3b5aa765d61d8327deb882cf99,The Roths,`,
    `gus@example.org,Gus,${BCRYPT.replace("$10$", "$15$")},The Roths,`,
    `hal@example.org,Hal,,The Orphans,admin`,
    `ida@example.org,Ida,,,`,
    `jan@exаmple.org,Jan,,The Roths,`, // with a Cyrillic а
    ...[4, 5, 6, 7, 8, 9].map((cost) =>
      `kim${cost}@example.org,Kim,${BCRYPT.replace("$10$", `$0${cost}$`)},The Roths,`
    ),
  ].join("\n");
  const before = await dumpCircle(circle.settings);
  const { code, stdout } = await importFile(circle, "accounts.csv", rows);
  assert.equal(code, 1);
  const reasons: Readonly<Record<number, RegExp>> = {
    3: /email: Line 2 has the same one/,
    4: /no valid email: refused\. email: An email address looks like/,
    5: /name: A name is one line of text, without a space/,
    6: /role: A role is owner, admin or member/,
    7: /password_hash: This is no hash of a known kind/,
    8: /password_hash: To verify this hash takes longer than a login may: .* above \d+\. Leave it out/,
    9: /family: There is no family of this name yet/,
    10: /family: This is needed/,
    11: /alphabets/,
    17: /password_hash: A server has hashes of at most 6 kinds .* code for the account\.$/,
  };
  const refused = stdout.split("\n").filter((line) => line.includes(": refused. "));
  for (const [line, reason] of Object.entries(reasons)) {
    assert.match(refused.find((text) => text.startsWith(`${line}: `)) ?? stdout, reason);
  }
  assert.match(stdout, /^2: cleo@example\.org: can be added/);
  assert.match(stdout, /^Nothing is imported, since \d+ lines cannot be\./m);
  assert.deepEqual(await dumpCircle(circle.settings), before);
});

Deno.test("admin import-accounts: kinds that no hash has any more make room in an hour", async () => {
  await using circle = await startHostedCircle();
  const [owner, ...others] = [4, 5, 6, 7, 8].map((cost) =>
    `kim${cost}@example.org,Kim,${BCRYPT.replace("$10$", `$0${cost}$`)},The Roths,`
  );
  const five = await importFile(circle, "a.csv", [HEADER, `${owner}owner`, ...others].join("\n"));
  assert.equal(five.code, 0, five.stdout);
  const reset = await runAdmin(circle.settings, ["reset-password", "kim8@example.org"]);
  const code = /^Code for Kim: (\S+)$/m.exec(reset.stdout)![1]!;
  await circle.server.client().resetPassword({
    body: { code, new_password: "a garden full of boats" },
  });
  const two = [HEADER, `cleo@example.org,Cleo,${BCRYPT},The Roths,`]
    .concat(`dan@example.org,Dan,"${SCRYPT}",The Roths,`).join("\n");
  const { stdout } = await importFile(circle, "b.csv", two);
  assert.match(stdout, /^2: cleo.* code for the account, or try again in an hour\.$/m);
  assert.match(stdout, /^3: dan.* code for the account\.$/m);
});

Deno.test("admin import-accounts: a name of several families is refused", async () => {
  await using circle = await startHostedCircle();
  for (let count = 0; count < 2; count++) {
    await circle.anna.client.createFamily({ body: { name: "Twins" } });
  }
  const { code, stdout } = await importFile(
    circle,
    "accounts.csv",
    `email,name,family\ncleo@example.org,Cleo,Twins`,
  );
  assert.equal(code, 1);
  assert.match(stdout, /family: There are several families of this name/);
});

const ROW = "cleo@example.org,Cleo,,The Roths,owner\n";

const FAULTY: Readonly<Record<string, readonly [name: string, text: BlobPart, sentence: RegExp]>> =
  {
    "empty": ["a.csv", "", /^The file has no accounts\./],
    "only a header": ["a.csv", HEADER, /^The file has no accounts\./],
    "an empty list": ["a.json", "[]", /^The file has no accounts\./],
    "an unknown column": [
      "a.csv",
      `${HEADER},id\n`,
      /^The header line has an unknown column\. The col/,
    ],
    "a column twice": ["a.csv", `${HEADER},role\n`, /^The header line repeats a column\./],
    "no family": ["a.csv", "email,name\na@b.org,A\n", /^The header line lacks family\./],
    "a cell too many": [
      "a.csv",
      `${HEADER}\n${ROW.trim()},x`,
      /^Line 2 has 6 cells; the header line has 5/,
    ],
    "an open quote": ["a.csv", `${HEADER}\n"cleo`, /^Line 2 has a quote that does not end\./],
    "text behind a quote": [
      "a.csv",
      `${HEADER}\n"cleo"x,`,
      /^Line 2 has text behind a closing quote\./,
    ],
    "not UTF-8": ["a.csv", new Uint8Array([0x65, 0xe4, 0x0a]), /^The file is not in UTF-8/],
    "not JSON": ["a.json", "[{", /^The file is not valid JSON\./],
    "no list": ["a.json", "{}", /^The JSON must be a list of accounts\./],
    "a list of texts": ["a.json", '["x"]', /^Entry 1 of the list is not an object\./],
    "an unknown name": ["a.json", '[{"__proto__":1}]', /^Entry 1 has an unknown column\./],
    "too many lines": [
      "a.csv",
      `${HEADER}\n${ROW.repeat(2001)}`,
      /^The file has more than 2000 accounts/,
    ],
    "too large": ["a.csv", " ".repeat(4 * 1024 * 1024 + 1), /^The file is larger than 4 MiB/],
  };

testOnSqlite("admin import-accounts: a file that cannot be read gets one sentence", async (t) => {
  await using folder = await makeTempFolder();
  const settings = { CIRCLE_DATA_DIR: `${folder.path}/data` };
  for (const [what, [name, text, sentence]] of Object.entries(FAULTY)) {
    await t.step(what, async () => {
      await Deno.writeFile(`${folder.path}/${name}`, await new Blob([text]).bytes());
      await assertAdminFails(settings, ["import-accounts", `${folder.path}/${name}`], sentence);
    });
  }
  await assertAdminFails(settings, ["import-accounts", `${folder.path}/none`], /cannot be read/);
  await Deno.writeTextFile(`${folder.path}/good.csv`, `${HEADER}\n${ROW}`);
  const good = ["import-accounts", `${folder.path}/good.csv`];
  await assertAdminFails(settings, good, /^There is no circle in \S+\. Check CIRCLE_DATA_DIR\./);
});

Deno.test("docs/operations.md: its accounts are imported by its commands", async () => {
  await using circle = await startHostedCircle();
  const manual = await Deno.readTextFile(`${ROOT}/docs/operations.md`);
  const section = manual.split(/^## /m).find((text) => text.startsWith("Bringing accounts"))!;
  const [, csv] = /^```csv\n(.*?)^```$/ms.exec(section)!;
  const calls = [...section.matchAll(/^circle-admin import-accounts \S+accounts\.csv(.*)$/gm)]
    .map(([, options]) => options!.split(" ").filter(Boolean));
  assert.equal(calls.length, 2);
  const fresh = csv!.replace("anna@", "annabel@").replace("ben@", "benjamin@");
  const [planned, done] = [
    await importFile(circle, "accounts.csv", fresh, calls[0]),
    await importFile(circle, "accounts.csv", fresh, calls[1]),
  ];
  assert.match(planned.stdout, /^Nothing was changed\. The import would add 2 accounts\.$/m);
  assert.match(done.stdout, /^Imported 2 accounts\.$/m);
  assert.equal((await logIn(circle, "annabel", GOOD_PASSWORD)).status, 200);
});

async function importFile(
  { folder, settings }: HostedCircle,
  name: string,
  text: string,
  options: readonly string[] = [],
) {
  await Deno.writeTextFile(`${folder}/${name}`, text);
  return await runAdmin(settings, ["import-accounts", `${folder}/${name}`, ...options]);
}

function logIn({ server }: HostedCircle, name: string, password: string) {
  return server.call("POST", "/login", { body: { email: `${name}@example.org`, password } });
}

async function readAccount({ settings }: HostedCircle, email: string) {
  const { accounts } = await dumpCircle(settings);
  const rows = accounts as Record<string, unknown>[];
  return rows.find((account) => account.email === email)!;
}
