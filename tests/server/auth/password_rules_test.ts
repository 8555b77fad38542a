import assert from "node:assert/strict";
import { dictionary } from "@zxcvbn-ts/language-common";
import fc from "fast-check";
import { findPasswordFault } from "../../../server/auth/password_rules.ts";
import { startCircle } from "../../support/circle.ts";

const OWNER = { email: "gudrun.lindqvist@example.org", name: "Gudrun Lindqvist" };

/** Passwords that are refused, by the code of the reason. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  too_short: ["x", "fourteen chars", "a\u0301".repeat(14), "👨‍👩‍👧‍👦👨‍👩", "🐟".repeat(14)],
  too_long: ["ab cd ef ".repeat(114), "🐟🐠🐡".repeat(342)],
  common: [
    "passwordpassword",
    "PasswordPassword",
    "password1234567890!",
    "1qaz2wsx3edc4rfv",
    "password password",
    "p a s s w o r d 1 2 3 4",
    "this is a password",
    "mypasswordismypassword",
    "correct horse battery staple",
    "CorrectHorseBatteryStaple!",
  ],
  repeated: [
    "aaaaaaaaaaaaaaaa",
    "abcabcabcabcabcabc",
    "fishfishfishfish",
    "Fish-fish-fish-fish-",
    "ababbababbaabbab",
    "january2026january",
    "🐟🐟🐟🐟🐟🐟🐟🐟🐟🐟🐟🐟🐟🐟🐟",
  ],
  sequence: [
    "abcdefghijklmnop",
    "zyxwvutsrqponmlk",
    "qwertyuiopasdfghjkl",
    "QWERTYUIOPasdfghjkl",
    "qwertzuiopü+asdf",
    "azertyuiopqsdfgh",
    "1234567890123456",
    "!qaz2wsx3edc4rfv5tgb",
    "qazwsxedcrfvtgby",
    "0123456789abcdef",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()_+!@#$",
  ],
  personal: [
    "gudrunlindqvist",
    "Gudrun Lindqvist 1961",
    "lindqvistgudrun!",
    "gudrun.lindqvist@example.org",
    "circleshare-circle-share",
    "CircleShareGudrun",
  ],
};

/** What a person is told, by the same code. */
const SENTENCES: Readonly<Record<string, RegExp>> = {
  too_short: /^A password has at least 15 characters; this one has \d+\. A few words in a row/,
  too_long: /^A password has at most 1024 characters\.$/,
  common: /on a list of common ones/,
  repeated: /repeats one short piece/,
  sequence: /walks along the keyboard, the alphabet or the numbers/,
  personal: /made of your name, your email or the name of this program/,
};

Deno.test("an easily guessed password is refused with the reason", async (t) => {
  await using circle = await startCircle();
  for (const [code, passwords] of Object.entries(REFUSED)) {
    for (const password of passwords) {
      await t.step(`${code}: ${password.slice(0, 30)}`, async () => {
        const { status, json, text } = await circle.call("POST", "/register", {
          body: { ...OWNER, password },
        });
        assert.equal(status, 422, text);
        assert.equal(json.errors.length, 1);
        assert.equal(json.errors[0].field, "password");
        assert.equal(json.errors[0].code, code);
        assert.match(json.errors[0].message, SENTENCES[code]!);
        if (password.length > 1) assert.ok(!text.includes(password), "the password is repeated");
      });
    }
  }
});

/** Passwords that somebody may well choose, and that no rule speaks against. */
const ACCEPTED = [
  "sailing boats in the garden",
  "fifteen chars!!",
  "               four spaces",
  "кот спит на печи дома",
  "猫は窓の外を見て雨を待っていました。",
  "🐟🐠🐡🦈🐙🦑🦐🦞🦀🐚🪸🐳🐬🦭🐋",
  "\0\0 nul \0 is a character \0",
  "x'; DROP TABLE accounts; --",
  "Gudrun grows turnips",
  "Gudrun drinks tea",
  "abcdefghijk lake",
  "the circle by the lake",
  "my secret garden of roses",
];

Deno.test("a long password of any characters is accepted", async (t) => {
  await using circle = await startCircle();
  for (const password of ACCEPTED) {
    await t.step(password, async () => {
      const { email } = await circle.join({
        ...OWNER,
        email: `${crypto.randomUUID()}@x.org`,
        password,
      });
      const { status } = await circle.call("POST", "/login", { body: { email, password } });
      assert.equal(status, 200);
    });
  }
});

Deno.test("the length of a password counts characters, not bytes or UTF-16 units", async () => {
  const fish = ["🐟", "🐠", "🐡", "🦈", "🐙"];
  const school = (length: number) =>
    Array.from({ length }, (_, at) => fish[(Math.imul(at + 1, 2654435761) >>> 28) % 5]).join("");
  const findCode = async (password: string) => (await findPasswordFault(password, OWNER))?.code;
  assert.equal(await findCode(school(14)), "too_short");
  assert.equal(await findCode(school(15)), undefined);
  assert.equal(await findCode(school(1024)), undefined);
  assert.equal(await findCode(school(1025)), "too_long");
});

Deno.test("any four words make a password", async () => {
  const word = fc.constantFrom(...dictionary["diceware-common"].map(String));
  const words = fc.uniqueArray(word, { minLength: 4, maxLength: 8 });
  const separator = fc.constantFrom(" ", "-", ".", "_", "");
  const passphrase = fc.tuple(words, separator).map(([list, between]) => list.join(between))
    .filter((text) => text.length >= 15);
  await fc.assert(
    fc.asyncProperty(passphrase, async (password) => {
      assert.equal(await findPasswordFault(password, OWNER), undefined);
    }),
    { numRuns: 2_000 },
  );
});
