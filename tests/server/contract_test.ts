import assert from "node:assert/strict";
import { Compile } from "typebox/schema";
import { type Endpoint, jsonBodyOf } from "../../shared/endpoint.ts";
import { PROBLEMS } from "../../shared/problems.ts";
import type { Answer } from "../support/circle.ts";
import { pathOf, sampleOf } from "../support/sample_of.ts";
import { testEachEndpoint, type Walk } from "../support/test_each_endpoint.ts";

const any = () => true;
const needsToken = ({ access }: Endpoint) => access !== "anyone";
const hasBody = (endpoint: Endpoint) => jsonBodyOf(endpoint) !== undefined;

testEachEndpoint("a field with a pattern has an example", any, async ({ endpoint }) => {
  for (const schema of [jsonBodyOf(endpoint), endpoint.query]) {
    if (!schema) continue;
    const sample = sampleOf(schema);
    assert.ok(Compile(schema).Check(sample), `none fits: ${JSON.stringify(sample)}`);
  }
  await Promise.resolve();
});

testEachEndpoint("a text that may not turn its direction says so", any, async ({ endpoint }) => {
  const properties = { ...jsonBodyOf(endpoint)?.properties, ...endpoint.query?.properties };
  for (const [name, { pattern, description }] of Object.entries(properties)) {
    if (typeof pattern !== "string") continue;
    const takes = (text: string) => new RegExp(pattern, "u").test(text);
    if (!takes("Oma Berg") || takes("Oma \u202EBerg")) continue;
    assert.match(String(description), /invisible/, name);
  }
  await Promise.resolve();
});

testEachEndpoint("no query parameter is required", any, async ({ endpoint }) => {
  assert.ok(!endpoint.query || Compile(endpoint.query).Check({}));
  await Promise.resolve();
});

testEachEndpoint("without a token nothing else is checked", needsToken, async (walk) => {
  for (const body of hasBody(walk.endpoint) ? [undefined, "{", { unknown: 1 }] : [undefined]) {
    const { status, headers, json } = await send(walk, { body, token: undefined });
    assert.equal(status, 401);
    assert.equal(json.code, "not_signed_in");
    assert.equal(headers.get("www-authenticate"), "Bearer");
  }
});

testEachEndpoint("a body that is not a JSON object is refused", hasBody, async (walk) => {
  const bodies = ["", " ", "{", "{}{}", "{} x", "null", "true", "1", "-", '"text"', "[]", "[{}]"];
  for (const body of [...bodies, "undefined", "'a'", "{a:1}", '{"a":1,}', "NaN", "\ufeff"]) {
    const { status } = await send(walk, { body });
    assert.ok(status === 400 || status === 422, `${status} for ${body}`);
  }
});

testEachEndpoint("a body of another media type is refused", hasBody, async (walk) => {
  const body = JSON.stringify(sampleOf(jsonBodyOf(walk.endpoint)!));
  for (
    const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/jsonp",
      "application/json; charset=utf-16",
      "application/json, text/plain",
    ]
  ) {
    const { status } = await send(walk, { body, headers: { "Content-Type": type } });
    assert.equal(status, 415, type);
  }
  for (const encoding of ["gzip", "br", "deflate, gzip"]) {
    const { status } = await send(walk, { body, headers: { "Content-Encoding": encoding } });
    assert.equal(status, 415, encoding);
  }
});

testEachEndpoint("an unknown field of a body is refused", hasBody, async (walk) => {
  const sample = JSON.stringify(sampleOf(jsonBodyOf(walk.endpoint)!));
  for (const field of ["id", "is_owner", "__proto__", "constructor", "toString", "", "a/b", "0"]) {
    const body = sample.replace(/,?\}$/, `${sample === "{}" ? "" : ","}"${field}":{"role":1}}`);
    const { status, json } = await send(walk, { body });
    assert.equal(status, 422, field);
    assert.deepEqual(json.errors.map(({ code }: { code: string }) => code), ["unknown_field"]);
  }
});

testEachEndpoint("a repeated field of a body is refused", hasBody, async (walk) => {
  const sample = JSON.stringify(sampleOf(jsonBodyOf(walk.endpoint)!));
  const body = sample.replace(/\}$/, `,${sample.slice(1)}`);
  const { status, json } = await send(walk, { body });
  assert.equal(status, 400);
  assert.equal(json.code, "malformed_json");
});

testEachEndpoint("a body of very many values, or very deep, is refused", hasBody, async (walk) => {
  const fields = Array.from({ length: 6000 }, (_, at) => `"${at}":1`).join();
  for (
    const body of ["[".repeat(60_000), `{${fields}}`, `{"scopes":[${'"a",'.repeat(9000)}"a"]}`]
  ) {
    const { status, json } = await send(walk, { body });
    assert.equal(status, 400);
    assert.equal(json.code, "malformed_json");
  }
});

testEachEndpoint("a missing field of a body is named", hasBody, async (walk) => {
  const { required = [] } = jsonBodyOf(walk.endpoint)!;
  if (required.length === 0) return;
  const { json } = await send(walk, { body: {} });
  const named = json.errors.map(({ field }: { field: string }) => field);
  assert.deepEqual(named.toSorted(), [...required].toSorted());
});

testEachEndpoint(
  "an unknown query parameter is refused",
  (endpoint) => !endpoint.ignoresQuery,
  async (walk) => {
    const known = Object.keys(walk.endpoint.query?.properties ?? {});
    const schema = jsonBodyOf(walk.endpoint);
    const body = schema && sampleOf(schema);
    for (const query of ["x=1", "__proto__=1", "access_token=1", "%ff=%ff", "=", "a[]=1"]) {
      assert.equal((await send(walk, { query, body })).status, 422, query);
    }
    for (const name of ["x", ...known]) {
      const { status, json } = await send(walk, { query: `${name}=1&${name}=1`, body });
      assert.equal(status, 400, name);
      assert.equal(json.code, "malformed_request");
    }
  },
);

testEachEndpoint(
  "the OpenAPI document has everything about an endpoint",
  any,
  async ({ circle, endpoint }) => {
    const { json } = await circle.call("GET", "/openapi.json");
    const operation = json.paths[endpoint.path][endpoint.method.toLowerCase()];
    assert.equal(operation.summary, endpoint.summary);
    assert.deepEqual(operation.security, endpoint.access === "anyone" ? [] : [{ bearer: [] }]);
    assert.equal(
      operation.requestBody?.content["application/json"]?.schema.$ref,
      jsonBodyOf(endpoint) && `#/components/schemas/${jsonBodyOf(endpoint)!.title}`,
    );
    if (endpoint.body?.kind === "binary") {
      assert.deepEqual(Object.keys(operation.requestBody.content), endpoint.body.mediaTypes);
    }
    const names = operation.parameters.map((parameter: { in: string; name: string }) =>
      `${parameter.in} ${parameter.name}`
    );
    assert.deepEqual(names, [
      ...[...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `path ${name}`),
      ...Object.keys(endpoint.query?.properties ?? {}).map((name) => `query ${name}`),
    ]);
    assert.ok(operation.responses[endpoint.status]);
    if (endpoint.repeatStatus) assert.ok(operation.responses[endpoint.repeatStatus]);
    for (const code of endpoint.problems) {
      assert.ok(operation.responses[PROBLEMS[code].status].description.includes(`\`${code}\``));
    }
    assert.equal(operation.responses.default.$ref, "#/components/responses/AnyProblem");
  },
);

interface Variation {
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

/** Calls an endpoint, signed in where the variation does not say otherwise. */
async function send({ circle, anna, endpoint }: Walk, variation: Variation): Promise<Answer> {
  const { query, ...options } = { token: anna.token, ...variation };
  const path = pathOf(endpoint) + (query === undefined ? "" : `?${query}`);
  return await circle.call(endpoint.method, path, options);
}
