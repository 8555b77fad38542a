import assert from "node:assert/strict";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { type Device, makeDevice } from "../../support/device.ts";

interface Home extends AsyncDisposable {
  readonly circle: Circle;
  readonly anna: Joined;
  readonly device: Device;
  /** Runs `circle`, which must succeed, and gives what it printed. */
  readonly run: (...args: readonly string[]) => Promise<string>;
}

/** A server, and a device on which Anna is logged in. */
async function openHome(settings?: Readonly<Record<string, string>>): Promise<Home> {
  await using opened = new AsyncDisposableStack();
  const circle = opened.use(await startCircle(settings));
  const device = opened.use(await makeDevice());
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  const run: Home["run"] = async (...args) => {
    const { code, stdout, stderr } = await device.run(args);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const kept = opened.move();
  return { circle, anna, device, run, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A day some days from today, here. */
function dayFromToday(days: number): Temporal.PlainDate {
  return Temporal.Now.plainDateISO().add({ days });
}

Deno.test("person: is added, found by a part of the name, changed and removed", async () => {
  await using home = await openHome();
  const { run, device } = home;
  await run("person", "add", "Oma Elisabeth", "--born", "1946-11-30", "--phone", "+49 30 123");
  await run("person", "add", "Cousin Li", "--born", "12-05");
  await run("person", "add", "Opa Karl", "--born", "1941", "--died", "2019-12-24");
  const list = await run("person", "list");
  assert.match(list, /^NAME +BORN +PHONE +EMAIL +ID$/m);
  assert.match(list, /^Cousin Li +12-05 +[\w-]{36}$/m);
  assert.match(list, /^Oma Elisabeth +1946-11-30 +\+49 30 123 +[\w-]{36}$/m);
  assert.match(list, /^Opa Karl +1941–2019 +[\w-]{36}$/m);
  const edit = ["--born", "02-29", "--phone", "", "--address", "Am Bach 3\n10115 Berlin"];
  await run("person", "edit", "oma", ...edit, "--email", "oma@example.org");
  const shown = await run("person", "show", "oma@example.org");
  assert.match(shown, /^Name +Oma Elisabeth\nBorn +02-29\nEmail +oma@example.org\n/);
  assert.match(shown, /^Address +Am Bach 3, 10115 Berlin$/m);
  const json = JSON.parse(await run("person", "show", "oma", "--json"));
  assert.deepEqual([json.birthday, json.phone], ["--02-29", null]);
  assert.match(await run("person", "edit", "opa", "--alive"), /^Born +1941$/m);
  assert.equal((await device.run(["person", "remove", "cousin"])).code, 2); // nobody said yes
  await run("person", "remove", "cousin", "--yes");
  assert.doesNotMatch(await run("person", "list"), /Cousin/);
});

Deno.test("person: errors say what to do, and exit with the usual codes", async () => {
  await using home = await openHome();
  await home.run("person", "add", "Oma");
  const cases: [string[], number, RegExp][] = [
    [["add", "Ben", "--born", "yesterday"], 2, /--born cannot be 'yesterday'. It must be a date/],
    [["add", "Ben", "--born", "2023-02-29"], 2, /There is no such day/],
    [["edit", "Oma"], 2, /Say what to change/],
    [["show", "Nobody"], 6, /There is no person called that/],
    [["remove", "Anna", "--yes"], 7, /is a member/],
    [["export"], 2, /--format vcf, csv or ics/],
    [["export", "--format", "pdf"], 2, /vcf, csv, ics/],
  ];
  for (const [args, exit, words] of cases) {
    const { code, stderr } = await home.device.run(["person", ...args]);
    assert.equal(code, exit, stderr);
    assert.match(stderr, words);
  }
});

Deno.test("birthdays: lists the next ones from today, by the clock of this device", async () => {
  await using home = await openHome();
  const { run } = home;
  const [today, soon, later] = [dayFromToday(0), dayFromToday(4), dayFromToday(28)];
  const monthAndDay = (day: Temporal.PlainDate) => day.toString().slice(5);
  await run("person", "add", "Ben", "--born", monthAndDay(today));
  const born = soon.subtract({ years: 80 }).toString();
  await run("person", "add", "Oma Elisabeth", "--born", born);
  const died = later.subtract({ years: 7 }).toString();
  await run("person", "add", "Opa Karl", "--died", died);
  assert.deepEqual((await run("birthdays")).trimEnd().split("\n").map((line) => line.trimEnd()), [
    "WHEN        IN     WHO            AGE",
    `${today}  today  Ben`,
    `${soon}  4 d    Oma Elisabeth  80`,
    `${later}  28 d   Opa Karl †     7 years ago`,
  ]);
  assert.match(await run("birthdays", "--days", "4"), /today +Ben\n$/);
  const json = JSON.parse(await run("birthdays", "--days", "1", "--json"));
  assert.deepEqual(json.map(({ on }: { on: string }) => on), [today.toString()]);
  const { code, stderr } = await home.device.run(["birthdays", "--days", "367"]);
  assert.deepEqual({ code, stderr }, {
    code: 7,
    stderr: "circle: days: This may be at most 366.\n",
  });
});

Deno.test("birthdays: where there are none, says for which days and what to do", async () => {
  await using home = await openHome();
  const list = async (...args: string[]) => await home.device.run(["birthdays", ...args]);
  const none = await list();
  assert.equal(none.stdout, "none\n");
  assert.match(none.stderr, /within 60 days\. Look further ahead: circle birthdays --days 366\n$/);
  assert.match((await list("--days", "1")).stderr, /within 1 day\. Look further ahead/);
  assert.match((await list("--days", "366")).stderr, /within 366 days\. .* circle person add /);
  assert.equal((await list("--quiet")).stderr, "");
});

Deno.test("person export: writes only the bytes of the file to standard output", async () => {
  await using home = await openHome();
  const { run, circle, anna } = home;
  await run("person", "add", "Oma", "--born", "02-29");
  const { token, family } = anna;
  for (const [format, file] of [["vcf", "people.vcf"], ["csv", "people.csv"]] as const) {
    const { text } = await circle.call("GET", `/families/${family}/${file}`, { token });
    assert.equal(await run("person", "export", "--format", format), text);
  }
  assert.ok((await run("person", "export", "--format", "csv")).startsWith("\uFEFF"));
  assert.match(await run("person", "export", "--format", "ics"), /\r\nEND:VCALENDAR\r\n$/);
  assert.match(await run("person", "export", "--format", "vcf", "--vcard", "4.0"), /VERSION:4.0/);
  const shown = await home.device.run(["person", "export", "--format", "vcf"], { typed: "" });
  assert.match(shown.stdout, /^BEGIN:VCARD\nVERSION:3.0\n/); // on a terminal, in its own lines
  const csv = await home.device.run(["person", "export", "--format", "csv"], { typed: "" });
  assert.match(csv.stdout, /^"name",/); // on a terminal, without the mark for Excel
});

Deno.test("person invite: the account that joins by the code becomes the person", async () => {
  await using home = await openHome();
  const { run, circle, device } = home;
  await run("person", "add", "Oma Elisabeth", "--born", "11-30");
  const made = await device.run(["person", "invite", "oma", "--qr"]);
  assert.match(made.stderr, /^As +Oma Elisabeth$/m);
  assert.match(await run("invite", "list"), /Oma Elisabeth/);
  const [code] = made.stdout.split("\n");
  await circle.join({ name: "Elisabeth Berg", invite: code });
  assert.match(await run("person", "show", "oma"), /^Account +yes$/m);
  assert.equal((await device.run(["person", "invite", "oma"])).code, 7);
});

Deno.test("feed: is created, read, listed and revoked", async () => {
  await using home = await openHome();
  const { run, circle, device } = home;
  const { code, stdout, stderr } = await device.run(["feed", "create", "my phone"]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+\/feeds\/circle_feed_[\w-]{22}\.ics\n$/);
  assert.match(stderr, /webcal:\/\/127\.0\.0\.1:\d+\/feeds\//);
  assert.match(stderr, /No phone can reach 127\.0\.0\.1/);
  const path = new URL(stdout.trim()).pathname;
  assert.equal((await circle.call("GET", path)).status, 200);
  const list = await run("feed", "list");
  assert.match(list, /^ID +NAME +BY +MADE +LAST USED$/m);
  assert.match(list, /my phone +Anna +\d{4}-/);
  assert.ok(!list.includes("circle_feed_"));
  await run("feed", "revoke", "my phone");
  assert.equal((await circle.call("GET", path)).status, 404);
  assert.equal(await run("feed", "list"), "none\n");
  assert.equal((await device.run(["feed", "revoke", "my phone"])).code, 6);
});

Deno.test("feed: names the public address, and says what Google Calendar needs", async () => {
  await using home = await openHome({ CIRCLE_PUBLIC_URL: "https://circle.example.org" });
  const { stdout, stderr } = await home.device.run(["feed", "create", "my phone"]);
  assert.match(stdout, /^https:\/\/circle\.example\.org\/feeds\//);
  assert.match(stderr, /webcal:\/\/circle\.example\.org\/feeds\//);
  assert.match(stderr, /Google Calendar fetches it from the internet/);
});
