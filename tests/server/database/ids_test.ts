import assert from "node:assert/strict";
import { isId, newId } from "../../../server/database/ids.ts";

/** An id of a given time with one repeated random byte. */
const idOf = (time: number, byte: number) =>
  newId({ now: () => new Date(time), randomBytes: (count) => new Uint8Array(count).fill(byte) });

Deno.test("ids: are UUIDs of version 7, whatever bits are drawn (RFC 9562 §5.7)", () => {
  // The time, version 7 and variant 10 are fixed; all other bits are random.
  assert.equal(idOf(0x0123456789ab, 0xff), "01234567-89ab-7fff-bfff-ffffffffffff");
  assert.equal(idOf(0x0123456789ab, 0x00), "01234567-89ab-7000-8000-000000000000");
  assert.ok(isId(idOf(Date.now(), 0x5a)));
});

Deno.test("ids: later ones sort later", () => {
  const times = [0, 1, Date.UTC(2026, 10, 27), Date.UTC(2026, 10, 27) + 1, Date.UTC(2999, 0)];
  const ids = times.map((time, index) => idOf(time, index % 2 === 0 ? 0xff : 0x00));
  assert.deepEqual([...ids].sort(), ids);
});
