import assert from "node:assert/strict";
import type { Layout } from "../../../cli/terminal/cell.ts";
import { formatView } from "../../../cli/terminal/output.ts";
import { textWidth, wrapText } from "../../../cli/terminal/text_width.ts";
import { formatRelativeTime, formatTime } from "../../../cli/terminal/time.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { addFamilyMember } from "../../support/family_members.ts";

const NOW = new Date("2026-11-23T18:04:05.123Z");
const LAYOUT: Layout = { hasColor: false, width: 40, now: NOW };

function widthOf(text: string): number {
  return Math.max(...text.split("\n").map(textWidth));
}

Deno.test("tables fit the terminal, and are uncut in a pipe", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna", email: "anna@example.org" });
  await addFamilyMember(circle, anna, {
    name: "Maximiliane ".repeat(8).trim(),
    email: "max@x.org",
  });
  await device.logIn(anna, circle.url);
  await device.run(["token", "create", "the wall of photos in the hall"]);
  await device.run(["invite", "create", "--note", "for Grandma and Grandpa"]);
  for (
    const args of [
      ["session", "list"],
      ["family", "members"],
      ["token", "list"],
      ["invite", "list"],
      ["family", "log"],
      ["family", "list"],
      ["whoami"],
    ]
  ) {
    const shown = await device.run(args, { typed: "", columns: 80 });
    assert.ok(widthOf(shown.stdout) <= 80, shown.stdout);
    if (args[1] === "members") assert.match(shown.stdout, /^Maximiliane .*… {2}max@x\.org/m);
  }
  const piped = await device.run(["session", "list"]);
  const { stdout } = await device.run(["session", "list", "--json"]);
  for (const { id } of JSON.parse(stdout)) assert.ok(piped.stdout.includes(id));
});

Deno.test("ids on a narrow terminal are cut to unique prefixes, which commands accept", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const { stdout } = await device.run(["session", "list"], { typed: "", columns: 80 });
  const [, first, second] = stdout.split("\n").map((line) => line.split(" ")[0]!);
  assert.notEqual(first, second);
  assert.ok(first!.length < 36, stdout);
  const other = stdout.split("\n").slice(1).find((line) => line && !line.includes("(this one)"));
  const { code, stderr } = await device.run(["session", "revoke", other!.split(" ")[0]!]);
  assert.equal(code, 0, stderr);
});

const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15";

Deno.test("session list at 80 columns tells devices apart, and which one is this", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  const body = { email: anna.email, password: anna.password };
  for (const [at, system] of ["iPhone; CPU iPhone OS 17_0", "X11; Linux x86_64"].entries()) {
    circle.advance(3600_000); // so that ids differ early
    const address = `192.168.178.2${at}`;
    const headers = { "User-Agent": `Mozilla/5.0 (${system}) ${SAFARI}` };
    await circle.call("POST", "/login", { body, headers });
    await circle.db.updateTable("sessions").set({
      address,
      via: "approval",
      approved_by: `(Macintosh) ${SAFARI}`,
    })
      .where("device", "=", headers["User-Agent"]).execute();
  }
  circle.advance(3600_000);
  await device.logIn(anna, circle.url);
  const { stdout } = await device.run(["session", "list"], { typed: "", columns: 80 });
  assert.ok(widthOf(stdout) <= 80, stdout);
  assert.match(stdout, /^\S+ +\(this one\) circle/m);
  for (const name of ["Safari on iPhone", "Safari on Linux", "192.168.178.20", "192.168.178.21"]) {
    assert.ok(stdout.includes(name), stdout);
  }
  assert.doesNotMatch(stdout, /…/);
});

Deno.test("a table cuts its widest column, by columns of the terminal", () => {
  const view = {
    columns: ["NAME", "EMAIL"],
    rows: [["漢字漢字漢字漢字漢字漢字漢字漢字", "anna@example.org"], ["Ben", "b@x.org"]],
  };
  const expected = [
    "NAME                    EMAIL",
    "漢字漢字漢字漢字漢字…   anna@example.org",
    "Ben                     b@x.org",
  ];
  assert.equal(formatView(view, LAYOUT), expected.join("\n"));
});

Deno.test("a terminal that no table fits gets the cells below each other, and all of them", () => {
  const columns = ["ID", "NAME", "EMAIL", "ROLE", "SINCE"];
  const rows = [
    ["01a2218f", "Anna Berg of the house by the lake", "anna@example.org", "owner", "2026-11-28"],
    ["01a22185", "Ben", "", "member", "2026-11-29"],
  ];
  const view = { columns, rows, below: ["The one who hosts it", ""] };
  assert.equal(
    formatView(view, { ...LAYOUT, width: 24 }),
    [
      "ID     01a2218f",
      "NAME   Anna Berg of the",
      "       house by the lake",
      "EMAIL  anna@example.org",
      "ROLE   owner",
      "SINCE  2026-11-28",
      "  The one who hosts it",
      "",
      "ID     01a22185",
      "NAME   Ben",
      "ROLE   member",
      "SINCE  2026-11-29",
    ].join("\n"),
  );
});

Deno.test("a word that is too long for its column is split after a mark, else anywhere", () => {
  const words = [
    "members:read,",
    "a@example.org",
    "2026-11-28",
    "漢字漢字漢字",
    "Donau",
    "a----------b",
  ];
  assert.deepEqual(words.map((word) => wrapText(word, 9)), [
    ["members:", "read,"],
    ["a@", "example.", "org"],
    ["2026-11-", "28"],
    ["漢字漢字", "漢字"],
    ["Donau"],
    ["a--------", "--b"],
  ]);
});

Deno.test("a table keeps a column without a title, however narrow the terminal", () => {
  const view = {
    columns: ["", "FAMILY", "ID"],
    rows: [["*", "The Bergs of the house by the lake", "01a2218f"], ["", "Holm", "01a22185"]],
  };
  const lines = formatView(view, LAYOUT).split("\n");
  assert.match(lines[1]!, /^\* {2}The Bergs of the .*… {2}01a2218f$/);
});

Deno.test("the people and members on 60 columns have all of their numbers and addresses", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const email = "maximiliane.theresa.elisabeth@mail.hohenstein-berg.example";
  const anna = await circle.join({ email });
  await device.logIn(anna, circle.url);
  const phone = "+49 30 123456789 12";
  const add = ["person", "add", "Maximiliane Theresa von Hohenstein", "--phone", phone];
  assert.equal((await device.run([...add, "--email", email, "--born", "1980-02-03"])).code, 0);
  for (const args of [["person", "list"], ["family", "members"]]) {
    const { stdout } = await device.run(args, { typed: "", columns: 60 });
    assert.ok(widthOf(stdout) <= 60, stdout);
    assert.doesNotMatch(stdout, /…/);
  }
});

Deno.test("a table wraps its last column, without losing text", () => {
  const view = {
    columns: ["WHEN", "WHAT"],
    rows: [
      ["now", "Anna Berg invited someone as member (for Grandma)"],
      ["then", "/home/anna/.config/circle/config.json left"],
    ],
  };
  const expected = [
    "WHEN  WHAT",
    "now   Anna Berg invited someone as",
    "      member (for Grandma)",
    "then  /home/anna/.config/circle/config.",
    "      json left",
  ];
  assert.equal(formatView(view, LAYOUT), expected.join("\n"));
});

Deno.test("a text keeps its lines, indented, without what drives a terminal", () => {
  const view = { heading: ["Ben"], text: "One\n\nTwo\u001b[2J\r\u202eeerht" };
  assert.equal(formatView(view, LAYOUT), "Ben\n  One\n\n  Two\\u001b[2J\\u000d\\u202eeerht");
});

Deno.test("a soft hyphen counts as one column", () => {
  assert.equal(textWidth("half\u00adway"), 8);
});

Deno.test('an empty list prints "none"', async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  assert.equal((await device.run(["invite", "list"])).stdout, "none\n");
  assert.equal((await device.run(["invite", "list", "--json"])).stdout, "[]\n");
});

Deno.test("times are relative on a terminal, and local with an offset elsewhere", () => {
  const view = { columns: ["WHEN"], rows: [[{ time: "2026-11-23T18:01:05.123Z" }]] };
  assert.equal(formatView(view, LAYOUT), "WHEN\n3 minutes ago");
  const local = formatTime("2026-11-23T18:01:05.123Z");
  assert.equal(formatView(view, { ...LAYOUT, width: undefined }), `WHEN\n${local}`);
  const facts = { facts: { Until: { time: "2026-11-30T18:04:05.123Z" } } };
  assert.equal(
    formatView(facts, LAYOUT),
    `Until  ${formatTime("2026-11-30T18:04:05.123Z")} (in 7 days)`,
  );
});

for (
  const { timestamp, expected } of [
    { timestamp: "2026-11-23T18:04:00.000Z", expected: "just now" },
    { timestamp: "2026-11-23T17:24:05.123Z", expected: "40 minutes ago" },
    { timestamp: "2026-11-23T17:05:05.123Z", expected: "1 hour ago" },
    { timestamp: "2026-11-23T02:04:05.123Z", expected: "16 hours ago" },
    { timestamp: "2026-11-24T18:04:00.000Z", expected: "in 1 day" },
    { timestamp: "2026-11-03T18:04:05.123Z", expected: "20 days ago" },
    { timestamp: "2026-11-23T19:04:05.123Z", expected: "in 1 hour" },
    { timestamp: "2026-11-22T18:04:05.123Z", expected: "1 day ago" },
    { timestamp: "2026-08-25T18:04:05.123Z", expected: "3 months ago" },
    { timestamp: "2028-11-22T18:04:05.123Z", expected: "in 2 years" },
    { timestamp: "soon", expected: "soon" },
  ]
) {
  Deno.test(`${timestamp} is shown as ${expected}`, () => {
    assert.equal(formatRelativeTime(timestamp, NOW), expected);
  });
}

for (
  const [zone, offset] of [
    ["UTC", "UTC"],
    ["Asia/Kolkata", "\\+05:30"],
    ["America/St_Johns", "-0[23]:30"],
  ]
) {
  Deno.test(`times are local in ${zone}`, async () => {
    await using circle = await startCircle();
    await using device = await makeDevice();
    await device.logIn(await circle.join(), circle.url);
    const create = ["token", "create", "wall"];
    const { stderr } = await device.runProcess(create, { env: { TZ: zone! } });
    assert.match(stderr, new RegExp(`^Until +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d ${offset}$`, "m"));
  });
}
