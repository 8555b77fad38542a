import { ProblemDetails } from "../../../shared/problem_details.ts";
import assert from "node:assert/strict";
import { validate } from "@hyperjump/json-schema/openapi-3-1";
import { listEndpoints } from "../../../shared/contract/mod.ts";
import { startCircle } from "../../support/circle.ts";

/** JSON Schema of OpenAPI 3.1 documents whose own schemas are JSON Schema draft 2020-12. */
const OPENAPI_SCHEMA = "https://spec.openapis.org/oas/3.1/schema-base";

Deno.test("openapi document is valid OpenAPI 3.1, its schemas included", async () => {
  const { text } = await fetchDocument();
  const output = await validate(OPENAPI_SCHEMA, JSON.parse(text), "BASIC");
  assert.ok(output.valid, JSON.stringify(output, null, 2));
});

Deno.test("openapi document has what it refers to", async () => {
  const { text, document } = await fetchDocument();
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
  assert.ok(references.length > 0);
  for (const path of references) {
    assert.ok(path.split("/").reduce((value, key) => value?.[key], document), path);
  }
});

Deno.test("openapi document shows every endpoint, and which of them need a token", async () => {
  const { document } = await fetchDocument();
  for (const [name, { method, path, access, status }] of listEndpoints()) {
    const operation = document.paths[path][method.toLowerCase()];
    assert.equal(operation.operationId, name);
    assert.deepEqual(operation.security, access === "anyone" ? [] : [{ bearer: [] }], name);
    assert.ok(operation.responses[status], name);
    assert.ok(document.tags.some((tag: { name: string }) => tag.name === operation.tags[0]), name);
  }
});

Deno.test("openapi document has a schema for each name, and no name means two", async () => {
  const { document } = await fetchDocument();
  const titled = new Set([
    ...listEndpoints().flatMap(([, { body, reply }]) => findTitled([body, reply])),
    ...findTitled(ProblemDetails),
  ]);
  const names = [...titled].map(({ title }) => title);
  assert.equal(new Set(names).size, names.length, `twice: ${names.sort()}`);
  assert.deepEqual(Object.keys(document.components.schemas).sort(), names.sort());
});

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
