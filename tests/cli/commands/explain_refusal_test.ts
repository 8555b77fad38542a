import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { TINY_PICTURE } from "../../support/tiny_picture.ts";

/** Commands that are given a text, and what their refusal says about it. */
const REFUSED = [
  [
    ["profile", "edit", "--name", "Ann\u202eeb"],
    "U+202E (it turns the direction of text) after 3 characters",
  ],
  [["family", "create", "\u2066Bergs"], "U+2066 (it turns the direction of text) at its beginning"],
  [["person", "add", "O\u200bma"], "U+200B (a space without width) after 1 character"],
  [["person", "add", "Oma\nOpa"], "U+000A (it breaks a line) after 3 characters"],
  [["person", "add", "👨‍👩‍👧 O\u00adma"], "U+00AD (a soft hyphen) after 7 characters"],
  [
    ["person", "add", "Oma", "--address", "Am Bach\n\u202e3"],
    "U+202E (it turns the direction of text) after 8 characters",
  ],
  [
    ["invite", "create", "--note", "for\u0007 Ben"],
    "U+0007 (it cannot be seen) after 3 characters",
  ],
  [["journal", "post", "x\u2069"], "U+2069 (it turns the direction of text) after 1 character"],
  [["feed", "create", "a\u200db"], "U+200D (it joins letters) after 1 character"],
] as const;

Deno.test("what a refused text has that cannot be seen is named, and not printed", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  for (const [args, expected] of REFUSED) {
    const { code, stdout, stderr } = await device.run(args);
    assert.deepEqual({ code, stdout }, { code: 7, stdout: "" });
    assert.ok(stderr.endsWith(` This one has ${expected}.\n`), stderr);
    assert.match(stderr, /^[\P{C}\n]*$/u);
  }
});

Deno.test("--json: what the server says about a refused text stays as it is", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join();
  await device.logIn(anna, circle.url);
  const { stderr } = await device.run(["profile", "edit", "--name", "A\u202eb", "--json"]);
  const body = { name: "A\u202eb" };
  const answer = await circle.call("PATCH", "/profile", { token: anna.token, body });
  assert.equal(stderr, answer.text + "\n");
});

Deno.test("a text that is refused for another reason is said to have nothing", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  await device.logIn(await circle.join(), circle.url);
  for (
    const args of [
      ["person", "add", " Oma"],
      ["person", "add", "👨‍👩‍👧 Oma "],
      ["person", "add", `👨‍👩‍👧 ${"a".repeat(100)}`],
      ["journal", "post", "One\nTwo "],
    ]
  ) {
    const { code, stderr } = await device.run(args);
    assert.equal(code, 7);
    assert.doesNotMatch(stderr, /This one has/);
  }
});

Deno.test("what the command itself refuses is printed without what drives a terminal", async () => {
  await using device = await makeDevice();
  const name = "Ann\u202eeb";
  for (
    const args of [
      [name],
      ["help", name],
      ["birthdays", "--days", name],
      ["member", "role", "anna", name],
      ["journal", "post", "Look", "--photo", name],
      ["login", `--${name}`],
    ]
  ) {
    const { stderr } = await device.run(args, { env: { CIRCLE_TOKEN: "a", CIRCLE_FAMILY: name } });
    assert.match(stderr, /^[\P{C}\n]*$/u, stderr);
  }
});

Deno.test("a refused value is named by its flag, and by the API's field for `circle api`", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const { family, ...anna } = await circle.join();
  await device.logIn(anna, circle.url);
  await using folder = await makeTempFolder();
  const picture = `${folder.path}/lea.png`;
  await Deno.writeFile(picture, await new Blob([TINY_PICTURE]).bytes());
  const refused = [
    [["invite", "create", "--expires", "90d"], "--expires: This may be at most 30."],
    [["invite", "create", "--uses", "99999"], "--uses: This may be at most "],
    [["journal", "post", "Look", "--on", "yesterday"], "--on: A date is such as "],
    [["journal", "post", "--photo", picture, "--on", "yesterday"], "--on: A date is such as "],
    [["journal", "--search", "x".repeat(101)], "--search: This may have at most 100 "],
    [["person", "add", "Oma", "--born", "2199-01-01"], "--born: "],
    [["person", "add", "Oma", "--family-name", " Berg"], "--family-name: "],
  ] as const;
  for (const [args, expected] of refused) {
    const { code, stderr } = await device.run(args);
    assert.equal(code, 7);
    assert.ok(stderr.startsWith(`circle: ${expected}`), stderr);
  }
  const path = `/families/${family}/invites`;
  const { code, stderr } = await device.run(["api", "POST", path, "--input", "-"], {
    input: '{"expires_in_days":90}',
  });
  assert.deepEqual([code, stderr], [7, "circle: expires_in_days: This may be at most 30.\n"]);
});
