import assert from "node:assert/strict";
import { listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import { type Circle, type Joined, startCircle } from "./circle.ts";
import { listErrors } from "./log_lines.ts";
import { testOnSqlite } from "./test_on_sqlite.ts";

/** What a test of every endpoint is run against: the endpoint, and someone signed in. */
export interface Walk {
  readonly circle: Circle;
  readonly anna: Joined;
  readonly endpoint: Endpoint;
}

type RunWalk = (walk: Walk) => Promise<void>;

/** Registers a test that walks the contract, so that it also holds for endpoints to come. */
export function testEachEndpoint(
  name: string,
  isMeant: (endpoint: Endpoint) => boolean,
  run: RunWalk,
): void {
  Deno.test(name, (t) => walkContract(t, isMeant, run));
}

/** The same, once: for what is refused before any database is asked. */
export function testEachEndpointOnce(
  name: string,
  isMeant: (endpoint: Endpoint) => boolean,
  run: RunWalk,
): void {
  testOnSqlite(name, (t) => walkContract(t, isMeant, run));
}

async function walkContract(
  t: Deno.TestContext,
  isMeant: (endpoint: Endpoint) => boolean,
  run: RunWalk,
): Promise<void> {
  await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
  const anna = await circle.join();
  for (const [name, endpoint] of listEndpoints()) {
    if (isMeant(endpoint)) await t.step(name, () => run({ circle, anna, endpoint }));
  }
  assert.deepEqual(listErrors(circle.log), []);
}
