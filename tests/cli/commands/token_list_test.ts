import assert from "node:assert/strict";
import { textWidth } from "../../../cli/terminal/text_width.ts";
import { startCircle } from "../../support/circle.ts";
import { makeDevice } from "../../support/device.ts";

for (const columns of [80, 60]) {
  Deno.test(`token list: tells tokens apart on ${columns} columns`, async () => {
    await using circle = await startCircle();
    await using device = await makeDevice();
    const { client, ...anna } = await circle.join({ name: "Anna" });
    await device.logIn(anna, circle.url);
    const family = { params: { family_id: anna.family }, body: { name: "The Bergs" } };
    await client.updateFamily(family);
    const made = [
      await client.createToken({ body: { name: "cron", read_only: true } }),
      await client.createToken({
        body: {
          name: "backup of everything we have",
          family: anna.family,
          scopes: ["members:read", "contacts:read", "journal:read"],
        },
      }),
    ];
    const { stdout } = await device.run(["token", "list"], { typed: "", columns });
    assert.ok(stdout.split("\n").every((line) => textWidth(line) <= columns), stdout);
    assert.doesNotMatch(stdout, /…/);
    for (const { prefix } of made) assert.ok(stdout.includes(prefix!), stdout);
    for (const word of ["cron", "everything", "look", "Bergs", "never", "months"]) {
      assert.match(stdout, new RegExp(`(^| )${word}( |$)`, "m"));
    }
    if (columns === 80) assert.match(stdout, / journal:read( |$)/m);
    const { code, stderr } = await device.run(["token", "revoke", made[0]!.prefix!]);
    assert.deepEqual([code, stderr], [0, "The token cron is revoked.\n"]);
  });
}

Deno.test("token edit on 80 columns shows no id that names other tokens too", async () => {
  await using circle = await startCircle();
  await using device = await makeDevice();
  const anna = await circle.join({ name: "Anna" });
  await device.logIn(anna, circle.url);
  for (const name of ["cron", "photo wall"]) {
    await anna.client.createToken({ body: { name, read_only: true } });
  }
  const edit = ["token", "edit", "cron", "--expires", "5d"];
  const { stdout } = await device.run(edit, { typed: "", columns: 80 });
  const [first = ""] = stdout.split("\n")[1]!.split(" ");
  assert.equal((await device.run(["token", "revoke", first])).code, 0, stdout);
});
