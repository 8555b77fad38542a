import assert from "node:assert/strict";
import { CONTRACT, type EndpointName, listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import type { Answer } from "../support/circle.ts";
import { type Input, PERMISSION_CALLS } from "./permission_calls.ts";
import { type PermissionRow, readPermissionTable } from "./permission_table.ts";
import { buildWorld, type FamilyIds, type TestCaller, type World } from "./permission_world.ts";

const TABLE = readPermissionTable();

Deno.test("every endpoint has a row in the permission table, and every row a call", () => {
  const endpoints = listEndpoints().map(([name]) => name);
  assert.deepEqual(new Set(TABLE.map(endpointNameOf)), new Set(endpoints));
  assert.deepEqual(TABLE.map(({ title }) => title), Object.keys(PERMISSION_CALLS));
});

Deno.test("every kind of caller may do what the permission table says, and nothing else", async (test) => {
  await using world = await buildWorld();
  for (const row of TABLE) {
    await test.step(row.title, async () => {
      for (const [name, expected] of Object.entries(row.statuses)) {
        const { status, text } = await tryRow(world, row, { caller: name, ids: world.family });
        assert.equal(status, expected, `${name}: ${text}`);
      }
    });
  }
});

Deno.test("no caller sees another family: its resources answer like unknown ones, byte for byte", async (test) => {
  await using world = await buildWorld();
  const unknownIds = withUnknownIds(world.otherFamily);
  for (const row of TABLE.filter((row) => isAboutIds(world, row))) {
    await test.step(row.title, async () => {
      for (const caller of Object.keys(row.statuses)) {
        const answer = await tryRow(world, row, { caller, ids: world.otherFamily });
        const unknown = await tryRow(world, row, { caller, ids: unknownIds });
        assert.deepEqual(describe(answer), describe(unknown), caller);
        const own = await tryRow(world, row, { caller, ids: world.family });
        const isKeptOut = own.status === 401 || own.json?.code === "insufficient_scope";
        const isRefused = answer.status === 404 || isKeptOut && answer.status === own.status;
        assert.ok(isRefused, `${caller}: ${answer.text}`);
      }
    });
  }
});

Deno.test("ids of another family, used in one's own, answer like unknown ones", async (test) => {
  await using world = await buildWorld();
  const { family_id } = world.family;
  const rows = TABLE.filter(({ title }) => inputOf(world, title, "owner", world.family).params)
    .filter((row) => CONTRACT[endpointNameOf(row)].path.split("{").length === 3);
  assert.ok(rows.length > 5);
  for (const row of rows.filter(({ title }) => !title.includes("oneself"))) {
    await test.step(row.title, async () => {
      for (const caller of Object.keys(row.statuses)) {
        const otherIds = { ...world.otherFamily, family_id };
        const unknownIds = { ...withUnknownIds(world.otherFamily), family_id };
        const answer = await tryRow(world, row, { caller, ids: otherIds });
        assert.deepEqual(
          describe(answer),
          describe(await tryRow(world, row, { caller, ids: unknownIds })),
        );
        assert.ok([401, 403, 404].includes(answer.status), answer.text);
      }
    });
  }
});

function endpointNameOf({ title }: PermissionRow): EndpointName {
  return title.split(" ")[0] as EndpointName; // held to the contract by the first test
}

interface Attempt {
  /** A column of the table. */
  readonly caller: string;
  readonly ids: FamilyIds;
}

/** Makes a call of the table, and everything as it was before. */
async function tryRow(world: World, row: PermissionRow, attempt: Attempt): Promise<Answer> {
  const endpoint: Endpoint = CONTRACT[endpointNameOf(row)];
  const { params = {}, query, body } = inputOf(world, row.title, attempt.caller, attempt.ids);
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name]!);
  const search = query ? `?${new URLSearchParams(query)}` : "";
  const { token } = callerOf(world, attempt.caller);
  const answer = await world.circle.call(endpoint.method, path + search, { token, body });
  if (endpoint.method !== "GET" && answer.status < 300) await world.restore();
  return answer;
}

function inputOf(world: World, title: string, caller: string, ids: FamilyIds): Input {
  return PERMISSION_CALLS[title]!(ids, callerOf(world, caller), world);
}

function callerOf({ callers }: World, name: string): TestCaller {
  return callers[name]!;
}

/** Whether a call names anything that can be of another family. */
function isAboutIds(world: World, { title }: PermissionRow): boolean {
  const inputFor = (ids: FamilyIds) => JSON.stringify(inputOf(world, title, "owner", ids));
  return inputFor(world.family) !== inputFor(world.otherFamily);
}

/** Ids of the same form that nothing has. */
function withUnknownIds<T extends object>(ids: T): T {
  return Object.fromEntries(
    Object.keys(ids).map((name) => [name, crypto.randomUUID()]),
  ) as T; // the same names
}

/** All of an answer that a caller could tell another by. */
function describe({ status, text, headers }: Answer) {
  const told = [...headers].filter(([name]) => !["date", "x-request-id"].includes(name));
  return { status, text, headers: told };
}
