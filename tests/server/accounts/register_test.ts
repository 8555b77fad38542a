import assert from "node:assert/strict";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { assertRefused } from "../../support/refusal.ts";

Deno.test("registering without an invite creates a family with the account as owner", async () => {
  await using circle = await startCircle();
  const body = { email: "Anna@Example.org", name: "Anna Berg", password: GOOD_PASSWORD };
  const profile = await circle.client().register({ body });
  assert.equal(profile.email, "Anna@Example.org");
  assert.equal(profile.name, "Anna Berg");
  assert.deepEqual(profile.families.map(({ name, role }) => [name, role]), [
    ["Anna Berg's family", "owner"],
  ]);
});

Deno.test("by registration policy invite, only the first account needs no invite", async () => {
  await using circle = await startCircle({ CIRCLE_REGISTRATION: "invite" });
  await circle.join();
  await assertRefused(circle.join(), "registration_closed");
});

Deno.test("an email that differs in case or composition is the same, and taken", async () => {
  await using circle = await startCircle();
  await circle.join({ email: "Ren\u00e9e.Stra\u00dfe@Example.org" });
  for (
    const email of ["RENE\u0301E.STRASSE@EXAMPLE.ORG", "ren\u00e9e.stra\u1e9ee@example.org"]
  ) {
    await assertRefused(circle.join({ email }), "email_taken");
  }
  await circle.join({ email: "renee.strasse@example.org" }); // an accent is no matter of case
});

Deno.test("a registration reports all its errors at once", async () => {
  await using circle = await startCircle();
  const { json } = await circle.call("POST", "/register", {
    body: { email: "no email", name: " Anna", password: "short", role: "owner" },
  });
  const fields = json.errors.map(({ field }: { field: string }) => field);
  assert.deepEqual(fields.toSorted(), ["", "email", "name", "password"]);
});

Deno.test("a name in any script, with emoji, comes back unchanged", async () => {
  await using circle = await startCircle();
  for (const name of ["Ἄννα", "安娜", "آنا", "👩‍👩‍👧 Anna", "O'Neil-Śmith, Jr.", "e\u0301"]) {
    const { client } = await circle.join({ name });
    assert.equal((await client.getProfile({})).name, name);
  }
});
