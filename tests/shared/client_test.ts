import assert from "node:assert/strict";
import fc from "fast-check";
import { ANY_CHARACTER } from "../support/any_character.ts";
import { createClient } from "../../shared/client.ts";

Deno.test("client: encodes any text in a query so that it reads back unchanged", async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: ANY_CHARACTER }), async (family) => {
    const paths: string[] = [];
    const client = createClient(({ path }) => {
      paths.push(path);
      return Promise.resolve(Response.json([]));
    });
    await client.listFamilyMembers({ query: { family } });
    const { searchParams } = new URL(paths[0]!, "http://127.0.0.1");
    assert.deepEqual([...searchParams], [["family", family]]);
  }));
});
