import assert from "node:assert/strict";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

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
  for (const name of [" Oma", `👨‍👩‍👧 ${"a".repeat(100)}`]) {
    const { code, stderr } = await device.run(["person", "add", name]);
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
