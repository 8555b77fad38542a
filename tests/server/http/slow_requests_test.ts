import assert from "node:assert/strict";
import { type Circle, startCircle } from "../../support/circle.ts";
import { listErrors } from "../../support/log_lines.ts";
import { pause } from "../../support/pause.ts";
import { openConnection } from "../../support/raw_connection.ts";
import { POST_LOGIN } from "./malformed_requests.ts";

/** Milliseconds: the deadline is 15 s, the rest is for a slow machine. */
const LATEST_END = 25_000;

interface SlowRequest {
  /** Sent at once. */
  readonly start: string;
  /** Sent again every second. */
  readonly drip?: string;
}

const SLOW_REQUESTS: Readonly<Record<string, SlowRequest>> = {
  "nothing at all": { start: "" },
  "half a request line": { start: "GET /hea" },
  "half the headers": { start: "GET /health HTTP/1.1\r\nHost: x\r\nX-Ha" },
  "a header a byte each second": { start: "GET /health HTTP/1.1\r\nHost: x\r\nX: ", drip: "a" },
  "a header each second": { start: "GET /health HTTP/1.1\r\nHost: x\r\n", drip: "X: a\r\n" },
  "half a body": { start: `${POST_LOGIN}Content-Length: 100\r\n\r\n{` },
  "a body a byte each second": { start: `${POST_LOGIN}Content-Length: 100\r\n\r\n{`, drip: " " },
  "a chunk each second": {
    start: `${POST_LOGIN}Transfer-Encoding: chunked\r\n\r\n`,
    drip: "1\r\n \r\n",
  },
  "no body after 100 Continue": {
    start: `${POST_LOGIN}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n`,
  },
};

Deno.test("a request that never ends gets 408 after 15 seconds, and others are served meanwhile", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const slow = Promise.all(
    Object.entries(SLOW_REQUESTS).map(([name, request]) => assertTimedOut(circle, name, request)),
  );
  const isOver = slow.then(() => true);
  do {
    assert.equal((await circle.call("GET", "/profile", { token: anna.token })).status, 200);
  } while (!await Promise.race([isOver, pause(500)]));
  assert.deepEqual(listErrors(circle.log), []);
});

async function assertTimedOut(
  { url }: Circle,
  name: string,
  { start, drip }: SlowRequest,
): Promise<void> {
  const startedAt = performance.now();
  using connection = await openConnection(url);
  await connection.send(start);
  const dripping = setInterval(() => drip && connection.send(drip), 1_000);
  try {
    let answer = await connection.readAnswer();
    if (answer?.status === 100) answer = await connection.readAnswer();
    assert.equal(answer?.status, 408, name);
    assert.equal(answer.headers.get("content-type"), "application/problem+json", name);
    await connection.readToEnd();
    assert.ok(performance.now() - startedAt < LATEST_END, `${name} was not ended in time`);
  } finally {
    clearInterval(dripping);
  }
}
