import assert from "node:assert/strict";
import fc from "fast-check";
import { ANY_CHARACTER } from "../../support/any_character.ts";
import { up } from "../../../server/database/migrations/0009_emails_and_milestones.ts";
import { emailKey, findAccountByEmail } from "../../../server/auth/accounts.ts";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";

/** Two spellings of one email each. */
const ALIKE: readonly [string, string][] = [
  ["anna@example.org", "ANNA@EXAMPLE.ORG"],
  ["ren\u00e9@example.org", "rene\u0301@example.org"],
  ["REN\u00c9@example.org", "rene\u0301@example.org"],
  ["stra\u00dfe@example.org", "STRASSE@example.org"],
  ["stra\u00dfe@example.org", "STRA\u1e9eE@example.org"],
  ["\u03c3\u03c9\u03c2@example.org", "\u03a3\u03a9\u03a3@example.org"],
  ["\u212belvin@example.org", "\u00e5elvin@example.org"],
  ["anna@b\u00fccher.example", "anna@xn--bcher-kva.example"],
  ["anna@xn--strae-oqa.example", "anna@Stra\u00dfe.example"],
  ["anna@BU\u0308CHER.example", "anna@XN--BCHER-KVA.example"],
  ["\u0130stanbul@example.org", "i\u0307stanbul@example.org"],
];

Deno.test("spellings of an email that look alike belong to one account", async (t) => {
  await using circle = await startCircle();
  for (const [first, second] of ALIKE) {
    await t.step(`${first} and ${second}`, async () => {
      const prefix = `${crypto.randomUUID().slice(0, 8)}.`;
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

Deno.test("emails that differ in more than case belong to different accounts", async () => {
  await using circle = await startCircle();
  for (const email of ["anna@example.org", "anna@example.com", "ann.a@example.org"]) {
    await circle.join({ email });
  }
  await circle.join({ email: "anna+school@example.org" });
});

Deno.test("emailKey: is idempotent, and ignores case and composition", () => {
  const changes = [
    emailKey,
    (text: string) => text.toUpperCase(),
    (text: string) => text.toLowerCase(),
    (text: string) => text.normalize("NFD"),
    (text: string) => text.normalize("NFC"),
  ];
  fc.assert(
    fc.property(fc.string({ unit: ANY_CHARACTER }), fc.constantFrom(...changes), (text, change) => {
      const email = `${text}@example.org`;
      assert.equal(emailKey(change(email)), emailKey(email));
    }),
    { examples: changes.map((change) => ["\u1e9e\u00df\u03c2\u0345\u0130", change]) },
  );
});

/** Emails that no new account may have. */
const REFUSED_EMAILS = [
  "no email",
  "anna",
  "@example.org",
  "anna@",
  "a@b,c",
  "anna@.org",
  "anna@-example.org",
  "anna@example-.org",
  "anna@example..org",
  "anna@example.org.",
  `anna@${"x".repeat(64)}.org`,
  '"><img>@x.org',
  "mailto:a@b.org",
  "anna@b.org, ben@b.org",
  "anna@example.org ",
  " anna@example.org",
  "anna@exam ple.org",
  "an\uFE0Fna@example.org",
  "an\u034Fna@example.org",
  "an\u3164na@example.org",
  "an\u200Bna@example.org",
  "an\u2800na@example.org",
  "an\u00ADna@example.org",
  "an\u{E0061}na@example.org",
  "anna@exam\u200Bple.org",
  "\uFF41nna@example.org", // a wide a
  "fi\u017Fh@example.org",
  "anna@\uFF25xample.org",
  "anna@xn--zzzzz-99.org",
  "anna@\u0430\u0440\u0440\u04CF\u0435.com", // Cyrillic, looks like apple.com
  "anna@xn--80ak6aa92e.com", // the same
  "anna@\u0430pple.com", // Cyrillic а
  "\u0430nna@example.org",
];

Deno.test("an invalid or look-alike email is refused with a sentence", async (t) => {
  await using circle = await startCircle();
  for (const email of REFUSED_EMAILS) {
    await t.step(email, async () => {
      const body = { email, name: "Anna", password: GOOD_PASSWORD };
      const { status, json } = await circle.call("POST", "/register", { body });
      assert.equal(status, 422);
      assert.deepEqual(json.errors.map(({ field }: { field: string }) => field), ["email"]);
      assert.match(json.errors[0].message, /email/);
    });
  }
});

Deno.test("an email in any script is accepted and comes back unchanged", async () => {
  await using circle = await startCircle();
  for (
    const email of [
      "a@b",
      "Anna.Berg+circle@Example.ORG",
      "!#$%&'*+/=?^_`{|}~-@example.org",
      "ren\u00e9e@caf\u00e9.example",
      "\u0430\u043d\u043d\u0430@\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
      "\u03b9\u03c9\u03b1\u03bd\u03bd\u03b1@\u03c0\u03b1\u03c1\u03ac\u03b4\u03b5\u03b9\u03b3\u03bc\u03b1.\u03b5\u03bb",
      "\u7528\u6237@\u4f8b\u5b50.\u4e2d\u56fd",
    ]
  ) {
    const { client } = await circle.join({ email });
    assert.equal((await client.getProfile({})).email, email);
  }
});

Deno.test("accounts of earlier versions can log in, whatever their email", async () => {
  await using circle = await startCircle();
  const earlier = {
    "odd": "an\uFE0Fna@example..org",
    "unicode": "b@b\u00fccher.example",
    "both, unicode": "c@b\u00fccher.example",
    "both, ascii": "c@xn--bcher-kva.example",
    "both, unicode last": "d@\u00fcnal.example", // behind xn--, however they are sorted
    "both, ascii first": "d@xn--nal-goa.example",
  };
  const ids = new Map<string, string>();
  for (const [name, email] of Object.entries(earlier)) {
    const { id } = await circle.join();
    const email_key = email.toLowerCase(); // as it was made before
    await circle.db.updateTable("accounts").set({ email, email_key }).where("id", "=", id)
      .execute();
    ids.set(name, id);
  }
  await circle.db.schema.dropTable("milestones").execute();
  await circle.db.transaction().execute((tx) => up(tx as never));
  for (const [name, email] of Object.entries(earlier)) {
    const { status } = await circle.call("POST", "/login", {
      body: { email, password: GOOD_PASSWORD },
    });
    assert.equal(status, 200, name);
    assert.equal((await findAccountByEmail(circle.db, email))?.id, ids.get(name), name);
  }
  const found = await findAccountByEmail(circle.db, "B@xn--bcher-kva.example");
  assert.equal(found?.id, ids.get("unicode"));
});
