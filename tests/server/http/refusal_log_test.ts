import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import { Problem } from "../../../server/http/problem.ts";
import { createRefusalLog } from "../../../server/http/refusal_log.ts";
import { collectLines } from "../../support/log_lines.ts";
import { pause } from "../../support/pause.ts";

Deno.test({
  name: "refusals of more than 10,000 addresses are not counted, but logged one by one",
  sanitizeOps: false, // each address is counted for a minute, by a timer
  sanitizeResources: false,
  fn: async () => {
    const name = crypto.randomUUID();
    const lines = await collectLines(name);
    const log = getLogger(["circle", name]);
    const logRefusal = createRefusalLog();
    const refuse = (address: string) => logRefusal(log, address, new Problem("invalid_token"));
    for (let count = 0; count < 10_000; count++) refuse(`address ${count}`);
    assert.equal(lines.length, 10_000);
    refuse("address 0");
    assert.equal(lines.length, 10_000, "it is counted");
    refuse("one more");
    refuse("one more");
    assert.equal(lines.length, 10_002);
  },
});

Deno.test("repeated refusals of an address are logged once, with their number", async () => {
  const name = crypto.randomUUID();
  const lines = await collectLines(name);
  const log = getLogger(["circle", name]);
  const logRefusal = createRefusalLog(50);
  for (const address of ["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1"]) {
    logRefusal(log, address, new Problem("invalid_token"));
  }
  assert.equal(lines.length, 2);
  await pause(500); // ten times the window; the other address has nothing to report
  assert.equal(lines.length, 3);
  assert.match(lines[2]!, /refused again.*"repeated":2/);
});
