import assert from "node:assert/strict";
import { listEndpoints } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import { type Circle, type Joined, startCircle } from "./circle.ts";
import { listErrors } from "./log_lines.ts";

/** What a test of every endpoint is run against: the endpoint, and someone signed in. */
export interface Walk {
  readonly circle: Circle;
  readonly anna: Joined;
  readonly endpoint: Endpoint;
}

/** Registers a test that walks the contract, so that it also holds for endpoints to come. */
export function testEachEndpoint(
  name: string,
  isMeant: (endpoint: Endpoint) => boolean,
  run: (walk: Walk) => Promise<void>,
): void {
  Deno.test(name, async (t) => {
    await using circle = await startCircle({ CIRCLE_TRUSTED_PROXIES: "127.0.0.1" });
    const anna = await circle.join();
    for (const [endpointName, endpoint] of listEndpoints()) {
      if (isMeant(endpoint)) await t.step(endpointName, () => run({ circle, anna, endpoint }));
    }
    assert.deepEqual(listErrors(circle.log), []);
  });
}
