import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import { createRoomLog } from "../../../server/photos/room_log.ts";
import { collectLines } from "../../support/log_lines.ts";

Deno.test("a full disk is logged once a minute, and that it has room again", async () => {
  const name = crypto.randomUUID();
  const lines = await collectLines(name);
  let time = 0;
  const { noteFull, noteRoom } = createRoomLog({
    log: getLogger(["circle", name]),
    now: () => new Date(time),
    folder: "/photos",
  });
  const countAt = (seconds: number, note: () => void) => {
    time = seconds * 1000;
    note();
    return lines.length;
  };
  assert.equal(countAt(0, noteRoom), 0);
  assert.deepEqual([1, 2, 30].map((second) => countAt(second, noteFull)), [1, 1, 1]);
  assert.equal(countAt(31, noteRoom), 1, "a small picture between large ones");
  assert.deepEqual([61, 62].map((second) => countAt(second, noteFull)), [2, 2]);
  assert.deepEqual([122, 123].map((second) => countAt(second, noteRoom)), [3, 3]);
  assert.match(lines[0]!, /no room for photos.*\/photos/);
  assert.match(lines[2]!, /room for photos again/);
});
