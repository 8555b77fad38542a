import assert from "node:assert/strict";
import { type Circle, createTestClient, type Joined, startCircle } from "../../support/circle.ts";
import { addFamilyMember } from "../../support/family_members.ts";
import { startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

/** A family with someone alive and someone who has died. */
async function makeFamily(circle: Circle): Promise<Joined> {
  const anna = await circle.join({ name: "Anna" });
  const params = { family_id: anna.family };
  await anna.client.createPerson({
    params,
    body: { name: "Oma Elisabeth", birthday: "--02-29", phone: "+49 30 123" },
  });
  await anna.client.createPerson({ params, body: { name: "Opa Karl", died: "2019-12-24" } });
  return anna;
}

function get(circle: Circle, { token, family }: Joined, file: string) {
  return circle.call("GET", `/families/${family}/${file}`, { token });
}

Deno.test("people.vcf has vCards 3.0 or 4.0, with the deceased on request", async () => {
  await using circle = await startCircle();
  const anna = await makeFamily(circle);
  const { text, headers } = await get(circle, anna, "people.vcf");
  assert.equal(headers.get("content-type"), "text/vcard; charset=utf-8");
  assert.equal(headers.get("content-disposition"), 'attachment; filename="people.vcf"');
  assert.deepEqual(text.match(/^(VERSION|FN|BDAY|TEL).*(?=\r$)/gm), [
    ...["VERSION:3.0", "FN:Anna"],
    ...["VERSION:3.0", "FN:Oma Elisabeth", "BDAY;VALUE=DATE;X-APPLE-OMIT-YEAR=1604:1604-02-29"],
    "TEL;TYPE=CELL:+49 30 123",
  ]);
  const newer = (await get(circle, anna, "people.vcf?version=4.0&deceased=true")).text;
  assert.deepEqual(newer.match(/^(VERSION|FN|DEATHDATE).*(?=\r$)/gm), [
    ...["VERSION:4.0", "FN:Anna"],
    ...["VERSION:4.0", "FN:Oma Elisabeth"],
    ...["VERSION:4.0", "FN:Opa Karl", "DEATHDATE:20191224"],
  ]);
  for (const query of ["version=2.1", "deceased=maybe", "since=2020"]) {
    assert.equal((await get(circle, anna, `people.vcf?${query}`)).status, 422, query);
  }
});

Deno.test("people.csv and birthdays.ics are downloaded completely", async () => {
  await using circle = await startCircle();
  const anna = await makeFamily(circle);
  const params = { family_id: anna.family };
  const csv = await get(circle, anna, "people.csv");
  assert.equal(csv.headers.get("content-disposition"), 'attachment; filename="people.csv"');
  const table = await anna.client.exportCsv({ params });
  assert.ok(table.startsWith('\uFEFF"name","family_name",'), "Excel needs the byte order mark");
  assert.equal(table.split("\r\n").length, 5); // a header, three people, and nothing after the last
  const ics = await get(circle, anna, "birthdays.ics");
  assert.equal(ics.headers.get("content-disposition"), 'attachment; filename="birthdays.ics"');
  assert.equal(ics.text.match(/^BEGIN:VEVENT\r$/gm)?.length, 8);
});

Deno.test("the family's log names each export once a day for each format", async () => {
  await using circle = await startCircle();
  const anna = await makeFamily(circle);
  const exports = async (client = anna.client) =>
    (await client.listFamilyLog({ params: { family_id: anna.family } }))
      .filter(({ event }) => event === "people_exported").map(({ by, note }) => [by?.name, note]);
  const files = ["people.vcf", "people.vcf?version=4.0", "people.csv", "birthdays.ics"];
  for (const file of [...files, ...files]) {
    circle.advance(1000);
    await get(circle, anna, file);
  }
  assert.deepEqual(await exports(), [["Anna", "ics"], ["Anna", "csv"], ["Anna", "vcf"]]);
  const ben = await addFamilyMember(circle, anna, { name: "Ben" });
  await Promise.all(
    Array.from({ length: 40 }, () => get(circle, { ...anna, token: ben.token }, "people.csv")),
  );
  assert.deepEqual((await exports())[0], ["Ben", "csv"]);
  assert.equal((await exports()).length, 4);
  circle.advance(24 * 60 * 60 * 1000);
  const { email, password } = anna;
  const { access_token: token } = await circle.client().login({ body: { email, password } });
  await get(circle, { ...anna, token }, "people.csv");
  assert.equal((await exports(circle.client(token))).length, 5);
});

testOnSqlite("people: the time zone defaults to the machine's", async () => {
  for (const zone of ["Pacific/Kiritimati", "Etc/GMT+12"]) {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path, { TZ: zone });
    const anna = await createTestClient(server.url).join();
    const params = { family_id: anna.family };
    const today = Temporal.Now.plainDateISO(zone).toString();
    await anna.client.createPerson({
      params,
      body: { name: "Oma", birthday: `-${today.slice(4)}` },
    });
    const [first] = await anna.client.listBirthdays({ params, query: { days: 1 } });
    assert.equal(first?.on, today);
  }
});
