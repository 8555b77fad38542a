import assert from "node:assert/strict";
import { readConfig } from "../../../server/config/config.ts";
import { StartError } from "../../../server/config/start_error.ts";
import { startCircle } from "../../support/circle.ts";
import { refuseInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";

const GOOD = "uFRwsCXSvWnI1WZdJyZvrlpRZD2e8rgkHhAeYeZqm0g=";
const OTHER = "k0rzC1c3zNoGkxJc8VDGkE9QyXYy2d3i1Vw8aXqg5uM=";

const fromHex = (text: string) => Uint8Array.fromHex(text).toBase64();

/** Settings of signing keys that must stop the start, and what is said of each. */
const BAD_KEYS: Readonly<Record<string, readonly [setting: string, complaint: RegExp]>> = {
  "no name": [GOOD, /kid:base64/],
  "an empty name": [`:${GOOD}`, /kid:base64/],
  "a name with a space": [`a b:${GOOD}`, /kid:base64/],
  "no key": ["a:", /kid:base64/],
  "no base64": ["a:***", /kid:base64/],
  "base64 cut short": [`a:${GOOD.slice(0, 41)}`, /kid:base64/],
  "nothing after a comma": [`a:${GOOD},`, /kid:base64/],
  "a semicolon between keys": [`a:${GOOD};b:${OTHER}`, /kid:base64/],
  "a key of 31 bytes": [`a:${btoa("0123456789abcdefghijklmnopqrstu")}`, /32 bytes or more/],
  "a short key behind a good one": [`a:${GOOD},b:c2hvcnQ=`, /32 bytes or more/],
  "one byte over and over": [`a:${btoa("a".repeat(32))}`, /published or easy to guess/],
  "a word over and over": [`a:${btoa("secret-key-".repeat(4))}`, /published or easy to guess/],
  "the digits in their order": [`a:${btoa("0123456789abcdef".repeat(2))}`, /easy to guess/],
  "the key of FastAPI's documentation": [
    `a:${btoa("09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7")}`,
    /published or easy to guess/,
  ],
  "the key of jwt.io": [`a:${btoa("a-string-secret-at-least-256-bits-long")}`, /published/],
  "the key of RFC 7515": [
    "a:AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    /published/,
  ],
  "the HMAC key of RFC 7520": ["a:hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg", /published/],
  "another key of RFC 7520": ["a:AAPapAv4LbFbiVawEjagUBluYqN5rhna-8nuldDvOx8", /published/],
  "a key of RFC 7520 as text": [
    `a:${btoa("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg")}`,
    /published/,
  ],
  "the content key of RFC 7516": [
    `a:${fromHex("04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf")}`,
    /published/,
  ],
  "the test vector of AES": [
    `a:${fromHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")}`,
    /published/,
  ],
  "the test vector of Ed25519": ["a:nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", /published/],
  "one name for two keys": [`a:${GOOD},a:${OTHER}`, /names two keys alike/],
  "one key under two names": [`a:${GOOD},b:${GOOD}`, /has one key twice/],
};

/** More keys from documents, as they stand there. */
const PUBLISHED_KEYS = {
  "jwt.io, HS384": "a-valid-string-secret-that-is-at-least-384-bits-long",
  "jwt.io, HS512": "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
  "RFC 7516 §A.1": "b1a1f480548fe1733fb403ff6b9ad4f68a076e5b702e22692f82cb2e7aea40fc",
  "RFC 7520 §5, first": "3qyTVhIWt5juqZUCpfRqpvauwB956MEJL2Rt-8qXKSo",
  "RFC 7520 §5, second": "mYMfsggkTAm0TbvtlFh2hyoXnbEzJQjMxmgLN3d8xXA",
  "RFC 7520 §5, third": "uwsjJXaBK407Qaf0_zpcpmr1Cs0CC50hIUEyGNEt3m0",
  "RFC 7520 §5, fourth": "hzHdlfQIAEehb8Hrd_mFRhKsKLEzPfshfXs9l6areCc",
  "RFC 7520 §5, fifth": "qC57l_uxcm7Nm3K-ct4GFjx8tM1U8CZ0NLBvdQstiS8",
  "RFC 7520 §5, sixth": "UWxARpat23nL9ReIj4WG3D1ee9I4r-Mv5QLuFXdy_rE",
  "RFC 7520 §5, seventh": "zXayeJ4gvm8NJr3IUInyokTUO-LbQNKEhe_zWlYbdpQ",
  "RFC 8439 §A.5": "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
};

Deno.test("published keys are refused, as text and as bytes", async (t) => {
  for (const [document, text] of Object.entries(PUBLISHED_KEYS)) {
    await t.step(document, () => {
      const isHex = /^[0-9a-f]+$/.test(text);
      const bytes = isHex ? fromHex(text) : text.includes("string") ? btoa(text) : text;
      for (const key of new Set([bytes, btoa(text)])) {
        const env: Record<string, string> = { CIRCLE_SIGNING_KEYS: `a:${key}` };
        assert.throws(() => readConfig((name) => env[name], false), /published or easy to guess/);
      }
    });
  }
});

Deno.test("weak or malformed signing keys are refused, and not printed", async (t) => {
  for (const [name, [setting, complaint]] of Object.entries(BAD_KEYS)) {
    await t.step(name, () => {
      const env = { CIRCLE_SIGNING_KEYS: setting } as Record<string, string | undefined>;
      assert.throws(() => readConfig((name) => env[name], false), (error: unknown) => {
        assert.ok(error instanceof StartError);
        assert.match(error.message, /^CIRCLE_SIGNING_KEYS .*\.$/);
        assert.match(error.message, complaint);
        assertSaysNoKey(error.message, setting);
        return true;
      });
    });
  }
});

Deno.test("a server with a bad signing key does not start and leaves nothing behind", async () => {
  await using folder = await makeTempFolder();
  const [setting] = BAD_KEYS["a key of 31 bytes"]!;
  const { sentence, log } = await refuseInProcess({
    CIRCLE_DATA_DIR: folder.path,
    CIRCLE_SIGNING_KEYS: setting,
  });
  assert.equal(sentence, "CIRCLE_SIGNING_KEYS needs keys of 32 bytes or more.");
  assertSaysNoKey([sentence, ...log].join("\n"), setting);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(folder.path)), []);
});

function assertSaysNoKey(output: string, setting: string): void {
  const keys = setting.split(/[,;]/).map((entry) => entry.split(":").at(-1)!);
  for (const key of keys.filter((text) => text.length > 3)) {
    assert.ok(!output.includes(key), "the key is printed");
  }
}

Deno.test("signing keys may be written in both kinds of base64, padded or not", async () => {
  const key = new Uint8Array(32).map((_, index) => 248 + index * 7);
  for (const alphabet of ["base64", "base64url"] as const) {
    for (const omitPadding of [true, false]) {
      const text = key.toBase64({ alphabet, omitPadding });
      await using circle = await startCircle({ CIRCLE_SIGNING_KEYS: ` a:${text} , b:${OTHER}` });
      const { client } = await circle.join();
      assert.equal((await client.getProfile({})).name, "Anna");
    }
  }
});
