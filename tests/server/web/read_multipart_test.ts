import assert from "node:assert/strict";
import fc from "fast-check";
import type { BodyLimits } from "../../../server/web/limit_body.ts";
import { readMultipart } from "../../../server/web/read_multipart.ts";
import { refuseForeignForm } from "../../../server/web/refuse_foreign_form.tsx";
import { pause } from "../../support/pause.ts";

/** What a form is made of: fields, and files by their names. */
interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

/** How much of each file is read, by those who take them. */
type Reading = "all" | "some" | "none" | "fail";

const READINGS = ["all", "some", "none", "fail"] as const;

/** Texts that look like the form around them. */
const text = fc.string({ unit: fc.constantFrom(...'-\r\n":;=b %Aé🐟'), maxLength: 40 });

const file = fc.record({
  name: fc.string({ unit: fc.constantFrom(..."ab .é🐟%;="), minLength: 1, maxLength: 20 }),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    text.map((text) => new TextEncoder().encode(`\r\n--${text}`)),
    fc.integer({ max: 300_000, min: 60_000 }).map((size) => new Uint8Array(size).fill(13)),
  ),
}, { noNullPrototype: true }) as fc.Arbitrary<Form["files"][number]>;

const fieldName = fc.string({ unit: fc.constantFrom(...'abc_"é;='), minLength: 1, maxLength: 9 });

const form: fc.Arbitrary<Form> = fc.record({
  fields: fc.dictionary(fieldName, text, { maxKeys: 5, noNullPrototype: true }),
  files: fc.array(file, { maxLength: 5 }),
});

const sizes = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 99_999 })),
  {
    minLength: 1,
    maxLength: 20,
  },
);

Deno.test("what browsers write as a form is read, in pieces of any size", async () => {
  await fc.assert(
    fc.asyncProperty(form, sizes, async (given, sizes) => {
      const { type, body } = await write(given);
      const read: Form["files"][number][] = [];
      const { fields, fault } = await readMultipart(
        post(type, cut(body, sizes)),
        async (name, stream) => {
          const parts: Uint8Array<ArrayBuffer>[] = [];
          for await (const part of stream) parts.push(new Uint8Array(part)); // there until the next one
          read.push({ name, bytes: await new Blob(parts).bytes() });
        },
      );
      assert.equal(fault, undefined);
      const lines = (text: string) => text.replaceAll(/\r\n?/g, "\n");
      assert.deepEqual(
        Object.entries(fields),
        Object.entries(given.fields).map(([name, text]) => [lines(name), lines(text)]),
      );
      assert.deepEqual(read, given.files);
    }),
  );
});

Deno.test("a form is read to its end whatever becomes of its files", async () => {
  const readings = fc.array(fc.constantFrom(...READINGS), { minLength: 5, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(form, sizes, readings, async (given, sizes, readings) => {
      const { type, body } = await write(given, { last: "kept" });
      const names: string[] = [];
      const { fields, fault } = await readMultipart(
        post(type, cut(body, sizes)),
        async (name, stream) => {
          names.push(name);
          await take(stream, readings[names.length - 1]!);
        },
      );
      assert.deepEqual([fields.last, fault], ["kept", undefined]);
      assert.deepEqual(names, given.files.map(({ name }) => name));
    }),
  );
});

Deno.test("any bytes are read to their end", async () => {
  const scraps = fc.constantFrom(
    "--b",
    "--b--",
    "\r\n",
    "\r\n\r\n",
    'Content-Disposition: form-data; name="text"',
    'Content-Disposition: form-data; name="a"; filename="a.jpg"',
    "Content-Disposition: form-data",
    "x".repeat(70_000),
  );
  const bytes = fc.array(fc.oneof(scraps, text), { maxLength: 30 })
    .map((scraps) => new TextEncoder().encode(scraps.join("")));
  await fc.assert(
    fc.asyncProperty(bytes, sizes, fc.constantFrom(...READINGS), async (body, sizes, reading) => {
      const type = "multipart/form-data; boundary=b";
      const { fault } = await readMultipart(
        post(type, cut(body, sizes)),
        (_, stream) => take(stream, reading),
      );
      const written = new TextDecoder().decode(body);
      if (!fault) assert.match(`\r\n${written}`, /\r\n--b--/);
    }),
  );
});

Deno.test("a form of countless parts is not looked at any further, and costs little", async () => {
  const parts = new TextEncoder().encode("--b\r\n\r\n\r\n".repeat(7000));
  let size = 0;
  const body = ReadableStream.from((async function* () {
    for (; size < 200 * MEBIBYTE; size += parts.length) yield parts.slice(); // its reader frees it
  })());
  const startedAt = performance.now();
  const { fault } = await readMultipart(post("multipart/form-data; boundary=b", body), () => {
    throw new Error("it has no file");
  });
  assert.equal(fault?.code, "malformed_request");
  assert.ok(size >= 200 * MEBIBYTE, "it was not read to its end, and its browser sees no answer");
  assert.ok(performance.now() - startedAt < 20_000, "every part of it was looked at");
});

Deno.test("the fields of a form take little memory, however many there are", async () => {
  const form = new FormData();
  for (let count = 0; count < 49; count++) form.append(`field${count}`, `€${"a".repeat(65_000)}`);
  form.append("x".repeat(10_000), "a name of 10,000 letters");
  const response = new Response(form);
  const type = response.headers.get("content-type")!;
  const body = await response.bytes();
  const kept = [128, 64].map((most) => most * 1024);
  for (const takeFile of [() => Promise.resolve(), undefined]) {
    const request = post(type, cut(body, [50_000]));
    const { fields, fault } = await readMultipart(request, takeFile);
    assert.equal(fault?.code, "body_too_large");
    const bytes = new TextEncoder().encode(Object.entries(fields).flat().join(""));
    assert.ok(bytes.length < kept.shift()! + 1024, `${bytes.length} bytes are kept`);
    assert.equal(fields.field0, `€${"a".repeat(65_000)}`, "what came first is whole");
  }
});

Deno.test("a form of another address is read no further than one of which no file is taken", async () => {
  const part = '--b\r\nContent-Disposition: form-data; name="a"; filename="a.jpg"\r\n\r\n';
  let size = 0;
  const body = ReadableStream.from((async function* () {
    yield new TextEncoder().encode(part);
    for (; size < 300 * MEBIBYTE; size += MEBIBYTE) yield new Uint8Array(MEBIBYTE);
  })());
  const name = "nas.example.org";
  const request = new Request(`http://${name}/f/x/journal`, {
    method: "POST",
    headers: {
      "content-type": "multipart/form-data; boundary=b",
      "host": name,
      "origin": `http://${name}`,
    },
    body,
  });
  const { status } = await refuseForeignForm({ publicUrl: "https://circle.example.org" }, request);
  assert.equal(status, 403);
  assert.ok(size > 0 && size < 110 * MEBIBYTE, `${size / MEBIBYTE} MiB were read`);
});

const MEBIBYTE = 1024 * 1024;

Deno.test("a form that comes too slowly is given up, and what came of it is kept", async (test) => {
  const start = new TextEncoder().encode(
    '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nA story\r\n' +
      '--b\r\nContent-Disposition: form-data; name="a"; filename="a.jpg"\r\n\r\n',
  );
  const { promise: never } = Promise.withResolvers<void>();
  const ways: Record<string, readonly [Partial<BodyLimits>, () => Promise<void>]> = {
    "fast, and for too long": [{ maxTime: 200 }, () => pause(1)],
    "a few bytes now and then": [{ rateTime: 200 }, () => pause(90)],
    "not at all": [{ rateTime: 200 }, () => never],
  };
  for (const [name, [limits, wait]] of Object.entries(ways)) {
    await test.step(name, async () => {
      const body = ReadableStream.from((async function* () {
        for (yield start.slice();; yield new Uint8Array(1024)) await wait();
      })());
      const request = post("multipart/form-data; boundary=b", body);
      const taking = (_: string, stream: ReadableStream<Uint8Array>) => take(stream, "all");
      const { fields, fault } = await readMultipart(request, taking, limits);
      assert.deepEqual([fields.text, fault?.status], ["A story", 413]);
      assert.match(fault!.details.detail, /not all of them arrived/);
    });
  }
});

Deno.test("a form that comes fast is not slow while its files are taken", async () => {
  const { type, body } = await write({
    fields: { text: "A story" },
    files: [largeFile, largeFile],
  });
  const { fault } = await readMultipart(
    post(type, cut(body, [100])),
    async (_, stream) => {
      await pause(300);
      await take(stream, "all");
    },
    { rateTime: 200 },
  );
  assert.equal(fault, undefined);
});

const largeFile = { name: "a.jpg", bytes: new Uint8Array(100_000) };

async function take(stream: ReadableStream<Uint8Array>, reading: Reading): Promise<void> {
  if (reading === "none") return;
  try {
    for await (const _ of stream) {
      if (reading === "some") return;
      if (reading === "fail") throw new Error("the disk is full");
    }
  } catch { /* what takes pictures notes why */ }
}

/** Writes a form as browsers do, with another field behind its files. */
async function write(
  { fields, files }: Form,
  last: Readonly<Record<string, string>> = {},
): Promise<{ readonly type: string; readonly body: Uint8Array<ArrayBuffer> }> {
  const form = new FormData();
  for (const [name, text] of Object.entries(fields)) form.append(name, text);
  for (const { name, bytes } of files) form.append("pictures", new File([bytes], name));
  for (const [name, text] of Object.entries(last)) form.append(name, text);
  const response = new Response(form);
  return { type: response.headers.get("content-type")!, body: await response.bytes() };
}

/** Bytes in pieces of some sizes, over and over. */
function cut(bytes: Uint8Array, sizes: readonly number[]): ReadableStream<Uint8Array> {
  return ReadableStream.from((function* () {
    let at = 0;
    for (let count = 0; at < bytes.length; count++) {
      const size = Math.max(sizes[count % sizes.length]!, Math.ceil(bytes.length / 500));
      yield bytes.slice(at, at += size);
    }
  })());
}

function post(type: string, body: ReadableStream<Uint8Array>): Request {
  return new Request("http://localhost", {
    method: "POST",
    headers: { "content-type": type },
    body,
  });
}
