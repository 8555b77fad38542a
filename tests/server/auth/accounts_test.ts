import assert from "node:assert/strict";
import fc from "fast-check";
import { emailKey } from "../../../server/auth/accounts.ts";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";

/** Two spellings of one email each. */
const ALIKE: readonly [string, string][] = [
  ["anna@example.org", "ANNA@EXAMPLE.ORG"],
  ["ren\u00e9@example.org", "rene\u0301@example.org"],
  ["REN\u00c9@example.org", "rene\u0301@example.org"],
  ["stra\u00dfe@example.org", "STRASSE@example.org"],
  ["stra\u00dfe@example.org", "STRA\u1e9eE@example.org"],
  ["\u03c3\u03c9\u03c2@example.org", "\u03a3\u03a9\u03a3@example.org"],
  ["fi\u017fh@example.org", "fish@example.org"],
  ["\u212belvin@example.org", "\u00e5elvin@example.org"],
  ["\ufb01sh@example.org", "FISH@example.org"],
  ["\u0130stanbul@example.org", "i\u0307stanbul@example.org"],
];

Deno.test("two spellings of an email that look alike are one account", async (t) => {
  await using circle = await startCircle();
  for (const [first, second] of ALIKE) {
    await t.step(`${first} and ${second}`, async () => {
      const prefix = crypto.randomUUID().slice(0, 8);
      const register = (email: string) =>
        circle.call("POST", "/register", {
          body: { email: prefix + email, name: "Anna", password: GOOD_PASSWORD },
        });
      assert.equal((await register(first)).json.email, prefix + first);
      const { status, json } = await register(second);
      assert.equal(status, 409);
      assert.equal(json.code, "email_taken");
      const login = await circle.call("POST", "/login", {
        body: { email: prefix + second, password: GOOD_PASSWORD },
      });
      assert.equal(login.status, 200);
    });
  }
});

Deno.test("emails that differ in more than case are two accounts", async () => {
  await using circle = await startCircle();
  for (const email of ["anna@example.org", "anna@example.com", "ann.a@example.org"]) {
    await circle.join({ email });
  }
  await circle.join({ email: "anna+school@example.org" });
});

Deno.test("an email is compared the same however often and in whatever case it is written", () => {
  const changes = [
    emailKey,
    (text: string) => text.toUpperCase(),
    (text: string) => text.toLowerCase(),
    (text: string) => text.normalize("NFD"),
    (text: string) => text.normalize("NFC"),
  ];
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom(...changes), (text, change) => {
      assert.equal(emailKey(change(text)), emailKey(text));
    }),
    { examples: changes.map((change) => ["\u1e9e\u00df\u03c2\u0345\u0130", change]) },
  );
});
