import assert from "node:assert/strict";
import fc from "fast-check";
import { ANY_CHARACTER } from "../support/any_character.ts";
import { OtherVersionError, UnexpectedResponseError } from "../../shared/client_errors.ts";
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

const HEALTH = { status: "ok", version: "0.0.9", time: "2026-11-28T10:00:00.000Z" };
const FAMILY = {
  id: "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c22",
  name: "Berg",
  role: "owner",
  created_at: "2026-11-28T10:00:00.000Z",
};
const PROFILE = {
  id: "019aa5c3-2f6e-7cc4-9d5e-1b7f0a6f4c21",
  email: "anna@example.org",
  name: "Anna",
  families: [],
  created_at: "2026-11-28T10:00:00.000Z",
};

Deno.test("client: reads replies with fields and values that it does not know, and without optional ones", async () => {
  const profile = { ...PROFILE, pets: ["Rex"], families: [{ ...FAMILY, role: "guest", pets: 1 }] };
  const client = createClient(({ path }) =>
    Promise.resolve(Response.json(path === "/health" ? HEALTH : profile))
  );
  assert.deepEqual<unknown>(await client.getProfile({}), profile);
  assert.equal((await client.getHealth({})).public_url, undefined);
});

Deno.test("client: tells a reply of another version from one that is not CircleShare's", async () => {
  const answers: Record<string, unknown> = { "/health": HEALTH };
  const client = createClient(({ path }) => Promise.resolve(Response.json(answers[path] ?? {})));
  const isOther = (hasWritten: boolean) => (error: unknown) =>
    error instanceof OtherVersionError && error.serverVersion === "0.0.9" &&
    error.hasWritten === hasWritten;
  await assert.rejects(client.getProfile({}), isOther(false));
  await assert.rejects(client.listFamilies({}), isOther(false));
  await assert.rejects(client.createFamily({ body: { name: "Berg" } }), isOther(true));
  answers["/health"] = { status: "ok" };
  await assert.rejects(client.getProfile({}), UnexpectedResponseError);
});
