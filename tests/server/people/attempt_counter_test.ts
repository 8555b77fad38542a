import assert from "node:assert/strict";
import { createAttemptCounter } from "../../../server/people/attempt_counter.ts";

Deno.test("the counter of attempts forgets the oldest of more than 10,000 subjects", () => {
  const { count } = createAttemptCounter({ attempts: 1, window: 60_000 });
  const now = new Date();
  for (let subject = 0; subject < 10_000; subject++) {
    assert.equal(count(`${subject}`, now), undefined);
  }
  assert.equal(count("0", now), 60);
  assert.equal(count("one more", now), undefined);
  assert.equal(count("0", now), undefined);
  assert.equal(count("9999", now), 60);
});
