import assert from "node:assert/strict";
import fc from "fast-check";
import { Compile } from "typebox/schema";
import { isId } from "../../../server/database/ids.ts";
import { type Endpoint, jsonBodyOf } from "../../../shared/endpoint.ts";
import { ANY_CHARACTER } from "../../support/any_character.ts";
import { type Answer, startCircle } from "../../support/circle.ts";
import { listErrors } from "../../support/log_lines.ts";
import { randomAddress } from "../../support/random_address.ts";
import { pathOf, sampleOf } from "../../support/sample_of.ts";
import { testDialect } from "../../support/test_database.ts";
import {
  testEachEndpoint,
  testEachEndpointOnce,
  type Walk,
} from "../../support/test_each_endpoint.ts";
import { NAUGHTY_BODIES } from "./naughty_bodies.ts";
import { NAUGHTY_TEXTS } from "./naughty_texts.ts";

const hasBody = (endpoint: Endpoint) => jsonBodyOf(endpoint) !== undefined;
const hasQuery = ({ query }: Endpoint) => query !== undefined;
const hasParams = ({ path }: Endpoint) => path.includes("{");

/** What is no text, as JSON text, since some of it no value can say. */
const NAUGHTY_JSON = ["null", "true", "false", "0", "-0", "-1", "1.5", "1e400", "-1e400", "1e-400"]
  .concat("9007199254740993", "9".repeat(400), "[]", "{}", "[[]]", '[""]', '{"a":1}')
  .concat('{"__proto__":{}}', '{"toString":1}', '["a","b"]', `[${"0,".repeat(9_999)}0]`);

testEachEndpoint("any value of a field is refused or stored unchanged", hasBody, async (walk) => {
  const texts = Object.values(NAUGHTY_TEXTS).map((text) => JSON.stringify(text));
  const person = await newPerson(walk);
  const isSent = createBodyFilter(walk.endpoint);
  for (const field of Object.keys(jsonBodyOf(walk.endpoint)!.properties)) {
    for (const json of [...texts, ...NAUGHTY_JSON]) {
      const body = writeBody(walk.endpoint, { [field]: json });
      if (isSent(body)) assertHarmless(await send(person, { body }), body);
    }
  }
});

/** Any value as JSON text. */
const anyJson = fc.oneof(fc.jsonValue(), fc.string({ unit: ANY_CHARACTER }))
  .map((value) => JSON.stringify(value));

testEachEndpoint("any object is refused or stored unchanged", hasBody, async (walk) => {
  const person = await newPerson(walk);
  const isSent = createBodyFilter(walk.endpoint);
  const fields = Object.keys(jsonBodyOf(walk.endpoint)!.properties);
  const body = fc.dictionary(fc.constantFrom(...fields, "x", "__proto__"), anyJson)
    .map((changes) => writeBody(walk.endpoint, changes));
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      if (isSent(text)) assertHarmless(await send(person, { body: text }), text);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

testEachEndpointOnce("any bytes for a body are refused", hasBody, async (walk) => {
  const person = await newPerson(walk);
  for (const [name, body] of Object.entries(NAUGHTY_BODIES)) {
    const { status } = await send(person, { body });
    assert.ok([400, 413, 422].includes(status), `${status} for ${name}`);
  }
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (body) => {
      const { status } = await send(person, { body });
      assert.ok(status === 400 || status === 422);
    }),
    { numRuns: 20, endOnFailure: true },
  );
});

testEachEndpoint("any text in a query is refused or understood", hasQuery, async (walk) => {
  const person = await newPerson(walk);
  for (const field of Object.keys(walk.endpoint.query!.properties)) {
    for (const text of Object.values(NAUGHTY_TEXTS).filter((text) => text.length < 5_000)) {
      const query = new URLSearchParams({ [field]: text }).toString();
      assertHarmless(await send(person, { query }));
    }
    for (const text of ["%ff", "%00", "%", "+", "%ed%a0%80", "%zz", "a&b", "a;b=c", "1e3", "0x1"]) {
      assertHarmless(await send(person, { query: `${field}=${text}` }));
    }
  }
});

testEachEndpoint("any text in a path is not found", hasParams, async (walk) => {
  const person = await newPerson(walk);
  // Ids of another form are refused before any database is asked; it would choke on a NUL most.
  const texts = Object.values(testDialect() === "sqlite" ? NAUGHTY_TEXTS : { "a NUL": "An\0na" })
    .filter((text) =>
      text.isWellFormed() && !isId(text) && text.length < 1_000 && !text.startsWith(".")
    )
    .map(encodeURIComponent);
  for (const text of [...texts, "%ff", "%zz", "%00", "%2f", "%252f", "a%2fb", "%2e%2e%2f"]) {
    const path = walk.endpoint.path.replaceAll(/\{\w+\}/g, text);
    const answer = await send(person, { path });
    assert.ok([404, 405].includes(answer.status), `${answer.status} for ${path}`);
  }
});

testEachEndpointOnce("a refusal does not repeat what was sent", () => true, async (walk) => {
  const person = await newPerson(walk);
  const canary = "canary7f3a";
  const fields = Object.keys(jsonBodyOf(walk.endpoint)?.properties ?? {});
  const long = JSON.stringify(canary.repeat(450));
  const bodies = [
    `{"${canary}":1}`,
    `{"${canary}`,
    `"${canary}"`,
    `[${long}]`,
    ...fields.flatMap((field) =>
      [long, `"${canary}\\u0000"`, `{"${canary}":"${canary}"}`, `["${canary}"]`]
        .map((json) => writeBody(walk.endpoint, { [field]: json }))
    ),
  ];
  for (const body of hasBody(walk.endpoint) ? bodies : []) {
    assertNoEcho(await send(person, { body }));
  }
  assertNoEcho(await send(person, { query: `${canary}=${canary}` }));
  assertNoEcho(await send(person, { path: `/${canary}` }));
  const path = walk.endpoint.path.replaceAll(/\{\w+\}/g, canary);
  if (path.includes(canary)) assertNoEcho(await send(person, { path }));
  for (const name of ["Authorization", "Content-Type", "Origin", "X-Request-Id", "Accept"]) {
    const options = { body: walk.endpoint.body && "{", headers: { [name]: canary } };
    assertNoEcho(await send(person, options));
  }

  function assertNoEcho({ status, text, headers }: Answer): void {
    if (status < 400) return;
    assert.ok(!text.includes(canary), text);
    assert.ok(![...headers.values()].join().includes(canary));
  }
});

Deno.test("an accepted name is shown unchanged in profile and family", async () => {
  await using circle = await startCircle();
  const { client } = await circle.join();
  const names = Object.values(NAUGHTY_TEXTS).map((text) => text.slice(0, 100));
  const taken: string[] = [];
  for (const name of names) {
    const isTaken = await client.updateProfile({ body: { name } }).then(() => true, () => false);
    if (!isTaken) continue;
    taken.push(name);
    assert.equal((await client.getProfile({})).name, name);
    assert.equal((await client.listFamilyMembers({}))[0]?.name, name);
  }
  assert.ok(taken.length > 40, `only ${taken.length} names were taken`);
  await circle.restart();
  assert.equal((await client.getProfile({})).name, taken.at(-1));
  assert.deepEqual(listErrors(circle.log), []);
});

/**
 * Which bodies are sent: all on SQLite. On another database only those that the schema of the
 * endpoint lets through, since the others are refused before any database is asked.
 */
function createBodyFilter(endpoint: Endpoint): (text: string) => boolean {
  if (testDialect() === "sqlite") return () => true;
  const schema = Compile(jsonBodyOf(endpoint)!);
  return (text) => schema.Check(JSON.parse(text));
}

/** Someone of its own, since what is sent may well end a session or an account. */
async function newPerson({ circle, endpoint }: Walk): Promise<Walk> {
  return { circle, endpoint, anna: await circle.join() };
}

/** A body as JSON text: the samples of its fields, but for those that are given as JSON text. */
function writeBody(endpoint: Endpoint, changes: Readonly<Record<string, string>>): string {
  const sample = sampleOf(jsonBodyOf(endpoint)!) as Record<string, unknown>; // of an object
  if ("email" in sample) sample.email = `${crypto.randomUUID()}@example.org`;
  const json = Object.fromEntries(
    Object.entries(sample).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  const fields = Object.entries({ ...json, ...changes });
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(",")}}`;
}

/** Whether an answer refuses, or gives back exactly what was sent. */
function assertHarmless({ status, json, text }: Answer, body = "{}"): void {
  if (status >= 400) return assert.ok(status < 500, `${status} for ${body}: ${text}`);
  for (const [field, value] of Object.entries(JSON.parse(body))) {
    if (json && field in json) assert.deepEqual(json[field], value, `${field} was changed`);
  }
}

interface Variation {
  readonly path?: string;
  readonly query?: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls an endpoint, from an address of its own each time. */
async function send({ circle, anna, endpoint }: Walk, variation: Variation): Promise<Answer> {
  const { path = pathOf(endpoint), query, body, headers } = variation;
  return await circle.call(endpoint.method, query === undefined ? path : `${path}?${query}`, {
    token: anna.token,
    body,
    headers: { "X-Forwarded-For": randomAddress(), ...headers },
  });
}
