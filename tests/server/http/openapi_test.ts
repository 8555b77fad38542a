import assert from "node:assert/strict";
import { validate } from "@hyperjump/json-schema/openapi-3-1";
import { Compile } from "typebox/schema";
import { exampleOf } from "../../../server/http/openapi_schemas.ts";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import { isPaged } from "../../../shared/endpoint.ts";
import { ProblemDetails } from "../../../shared/problem_details.ts";
import { startCircle } from "../../support/circle.ts";

/** JSON Schema of OpenAPI 3.1 documents whose own schemas are JSON Schema draft 2020-12. */
const OPENAPI_SCHEMA = "https://spec.openapis.org/oas/3.1/schema-base";

Deno.test("OpenAPI document: is valid 3.1, schemas included", async () => {
  const { text } = await fetchDocument();
  const output = await validate(OPENAPI_SCHEMA, JSON.parse(text), "BASIC");
  assert.ok(output.valid, JSON.stringify(output, null, 2));
});

Deno.test("OpenAPI document: every reference resolves", async () => {
  const { text, document } = await fetchDocument();
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
  assert.ok(references.length > 0);
  for (const path of references) {
    assert.ok(path.split("/").reduce((value, key) => value?.[key], document), path);
  }
});

Deno.test("OpenAPI document: has every endpoint, and says which need a token", async () => {
  const { document } = await fetchDocument();
  for (const [name, { method, path, access, status }] of listEndpoints()) {
    const operation = document.paths[path][method.toLowerCase()];
    assert.equal(operation.operationId, name);
    assert.deepEqual(operation.security, access === "anyone" ? [] : [{ bearer: [] }], name);
    assert.ok(operation.responses[status], name);
    assert.ok(document.tags.some((tag: { name: string }) => tag.name === operation.tags[0]), name);
  }
});

Deno.test("OpenAPI document: schema names are unique", async () => {
  const { document } = await fetchDocument();
  const titled = new Set([
    ...listEndpoints().flatMap(([, { body, reply }]) => findTitled([body, reply])),
    ...findTitled(ProblemDetails),
  ]);
  const names = [...titled].map(({ title }) => title);
  assert.equal(new Set(names).size, names.length, `twice: ${names.sort()}`);
  assert.deepEqual(Object.keys(document.components.schemas).sort(), names.sort());
});

Deno.test("OpenAPI document: every body has a valid example", () => {
  for (const [name, { body, reply }] of listEndpoints()) {
    for (const part of [body, reply]) {
      if (part?.kind !== "json") continue;
      const example = exampleOf(part.schema);
      assert.ok(Compile(part.schema).Check(example), `${name}: ${JSON.stringify(example)}`);
    }
  }
});

Deno.test("OpenAPI document: describes every operation, with examples and response headers", async () => {
  const { document } = await fetchDocument();
  assert.equal(document.info.license.identifier, "MIT");
  assert.deepEqual(document.servers.map(({ url }: { url: string }) => url), ["/"]);
  for (const [name, endpoint] of listEndpoints()) {
    const { method, path, status, access } = endpoint;
    const { description, requestBody, responses } = document.paths[path][method.toLowerCase()];
    assert.match(description, /\.$/, name);
    for (const { content } of [requestBody, responses[status]].filter((part) => part?.content)) {
      const json = content["application/json"];
      assert.ok(json === undefined || "example" in json || endpoint.reply?.kind !== "json", name);
    }
    assert.equal("Link" in (responses[status].headers ?? {}), isPaged(endpoint), name);
    if (access !== "anyone") assert.ok("WWW-Authenticate" in responses[401].headers, name);
    if (responses[429]) assert.ok("Retry-After" in responses[429].headers, name);
  }
});

Deno.test("OpenAPI document: refusals of a body name its limit and its kind", async () => {
  const { document } = await fetchDocument();
  for (const [name, { method, path, body }] of listEndpoints()) {
    if (!body) continue;
    const { responses } = document.paths[path][method.toLowerCase()];
    const detailOf = (status: number, code: string) =>
      responses[status].content["application/problem+json"].examples[code].value.detail;
    const limit = body.kind === "binary" ? "25 MB" : "64 KiB";
    assert.equal(detailOf(413, "body_too_large"), `The body is larger than ${limit}.`, name);
    const kind = body.kind === "binary" ? /: image\/jpeg, image\/png/ : /application\/json/;
    assert.match(detailOf(415, "unsupported_media_type"), kind, name);
  }
});

Deno.test("OpenAPI document: avoids what client generators misread", async () => {
  const { document } = await fetchDocument();
  const schemas: object[] = Object.values(document.components.schemas);
  for (const [name, value] of schemas.flatMap(listMembers)) {
    // openapi-typescript makes a field with a default one that every request has to carry.
    assert.ok(name !== "default", JSON.stringify(value));
    if (name === "pattern") new RegExp(String(value)); // without the flag that JavaScript needs for \p
    if (name === "pattern") assert.doesNotMatch(String(value), /\\p/i);
  }
});

Deno.test("OpenAPI document: has the length of new passwords", async () => {
  const { document } = await fetchDocument();
  const { RegisterRequest, ChangePasswordRequest, ResetPasswordRequest, LoginRequest } =
    document.components.schemas;
  const fields = [
    RegisterRequest.properties.password,
    ChangePasswordRequest.properties.new_password,
    ResetPasswordRequest.properties.new_password,
  ];
  for (const { minLength, maxLength } of fields) {
    assert.deepEqual([minLength, maxLength], [15, 1024]);
  }
  assert.equal(LoginRequest.properties.password.minLength, 1); // older passwords may be shorter
});

/** Every member of a value by its name, however deep. */
function listMembers(value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap((entry) => [entry, ...listMembers(entry[1])]);
}

interface Titled {
  readonly title: string;
}

/** Every schema with a title in a value, however deep. */
function findTitled(value: unknown): Titled[] {
  if (typeof value !== "object" || value === null) return [];
  const within = Object.values(value).flatMap(findTitled);
  return isTitled(value) ? [value, ...within] : within;
}

/** A property may be called title too, but is no text. */
function isTitled(value: object): value is Titled {
  return "title" in value && typeof value.title === "string";
}

async function fetchDocument() {
  await using circle = await startCircle();
  const { text, json } = await circle.call("GET", "/openapi.json");
  return { text, document: json };
}
