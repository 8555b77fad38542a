import assert from "node:assert/strict";
import { pause } from "./pause.ts";
import type { RawConnection } from "./raw_connection.ts";

/** The latency in ms of each request to `/health`, sent one after another until work ends. */
export async function timeHealth(
  connection: RawConnection,
  work: Promise<unknown>,
): Promise<number[]> {
  const delays: number[] = [];
  let isOver = false;
  work.finally(() => isOver = true);
  while (!isOver) {
    const startedAt = performance.now();
    await connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.equal((await connection.readAnswer())?.status, 200);
    delays.push(performance.now() - startedAt);
    await pause(20);
  }
  return delays;
}

/**
 * Asserts that `/health` answered within 250 ms; a machine that does something else as well may
 * miss it now and then, but not by more than `longest` ms.
 */
export function assertHealthIsFast(
  delays: readonly number[],
  { longest = 2_500 }: { readonly longest?: number } = {},
): void {
  const prompt = delays.filter((delay) => delay <= 250);
  const seen = `health took ${delays.map(Math.round)} ms`;
  assert.ok(prompt.length >= delays.length * 0.9, seen);
  assert.ok(Math.max(...delays) < longest, seen);
}
