import assert from "node:assert/strict";
import type { TestClient } from "./circle.ts";

/** What a server is started with whose hashing is waited for. */
export const TELLS_HASHING = { CIRCLE_METRICS_TOKEN: "an-example-of-a-token-for-the-metrics" };

/** Resolves as soon as the server is hashing a password, or verifying one. */
export async function waitForHashing({ call }: TestClient): Promise<void> {
  const token = TELLS_HASHING.CIRCLE_METRICS_TOKEN;
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    const { text } = await call("GET", "/metrics", { token });
    if (text.includes('circle_password_hashes{state="running"} 1')) return;
  }
  assert.fail("no password is hashed");
}
