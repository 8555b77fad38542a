import assert from "node:assert/strict";
import { CONTRACT, type EndpointName } from "../../shared/contract/mod.ts";
import type { Endpoint } from "../../shared/endpoint.ts";
import { startCircle } from "../support/circle.ts";
import { listErrors } from "../support/log_lines.ts";
import { PERMISSION_CALLS } from "./permission_calls.ts";
import { readPermissionTable } from "./permission_table.ts";
import { buildWorld } from "./permission_world.ts";

/** Calls of one endpoint that are made at once. */
const CALLS = 6;

Deno.test("every endpoint answers many concurrent calls, never with a 500", async (test) => {
  await using world = await buildWorld();
  for (const { title, statuses } of readPermissionTable()) {
    const caller = Object.keys(statuses).find((name) => statuses[name]! < 300);
    const { token, ...ids } = world.callers[caller ?? "owner"]!;
    await test.step(`${title}, by ${caller}`, async () => {
      const endpoint: Endpoint = CONTRACT[title.split(" ")[0] as EndpointName];
      const { params = {}, query, body } = PERMISSION_CALLS[title]!(
        world.family,
        { token, ...ids },
        world,
      );
      const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name]!);
      const search = query ? `?${new URLSearchParams(query)}` : "";
      const answers = await Promise.all(
        Array.from(
          { length: CALLS },
          () => world.circle.call(endpoint.method, path + search, { token, body }),
        ),
      );
      const faults = answers.filter(({ status }) => status >= 500).map(({ text }) => text);
      assert.deepEqual(faults, []);
      if (endpoint.method !== "GET") await world.restore();
    });
  }
  assert.deepEqual(listErrors(world.circle.log), []);
});

Deno.test("of two invites of a family accepted concurrently by an account, one joins and one is 409", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const params = { family_id: anna.family };
  for (let round = 0; round < 10; round++) {
    const ben = await circle.join();
    const codes = [];
    for (let count = 0; count < 2; count++) {
      codes.push((await anna.client.createInvite({ params, body: {} })).code);
    }
    const answers = await Promise.all(
      codes.map((code) =>
        circle.call("POST", "/invites/accept", { token: ben.token, body: { code } })
      ),
    );
    const [first, second] = answers.sort((a, b) => a.status - b.status);
    assert.ok(first!.status < 300, first!.text);
    assert.equal(second!.status, 409, second!.text);
    assert.equal(second!.json.code, "already_member");
  }
});
