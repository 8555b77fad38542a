import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import { chooseWaiting } from "../../../server/http/choose_waiting.ts";
import { createCrowdLog } from "../../../server/http/crowd_log.ts";
import { collectLines } from "../../support/log_lines.ts";
import { pause } from "../../support/pause.ts";

Deno.test("the address with most connections loses them first, those that wait longest", () => {
  const many = [3, 1, 2, 4].map((since) => ({ network: "many", since, isMoving: false }));
  const few = [0, 5].map((since) => ({ network: "few", since, isMoving: false }));
  const order = chooseWaiting([...few, ...many], 6).map(({ network, since }) => [network, since]);
  assert.deepEqual(order, [
    ["many", 1],
    ["many", 2],
    ["few", 0], // as many are left of each
    ["many", 3],
    ["many", 4],
    ["few", 5],
  ]);
});

Deno.test("of as many networks as connections, one that sends or reads is ended last", () => {
  const connections = [
    { network: "upload", since: 0, isMoving: true },
    { network: "half-sent", since: 1, isMoving: false },
    { network: "new", since: 2, isMoving: false },
  ];
  const order = chooseWaiting(connections, 3).map(({ network }) => network);
  assert.deepEqual(order, ["half-sent", "new", "upload"]);
  assert.deepEqual(chooseWaiting(connections, 1).map(({ network }) => network), ["half-sent"]);
});

Deno.test("connections that are ended for others are logged once, until that has been over", async () => {
  const name = crypto.randomUUID();
  const lines = await collectLines(name);
  const logCrowd = createCrowdLog(getLogger(["circle", name]), 100);
  const crowd = { limit: 1_000, network: "192.0.2.1", waiting: 990 };
  for (let count = 0; count < 1_000; count++) logCrowd(crowd);
  assert.deepEqual(lines.map((line) => JSON.parse(line).most_from), ["192.0.2.1"]);
  await pause(150);
  logCrowd(crowd);
  assert.equal(lines.length, 2);
});
