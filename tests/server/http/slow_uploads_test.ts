import assert from "node:assert/strict";
import { listen } from "../../../server/http/listen.ts";
import { CONNECTION_LIMIT } from "../../support/connection_limit.ts";
import { type Circle, type Joined, startCircle } from "../../support/circle.ts";
import { listErrors } from "../../support/log_lines.ts";
import { pause } from "../../support/pause.ts";
import { openConnection, type RawConnection } from "../../support/raw_connection.ts";
import { Visitor } from "../../support/visitor.ts";
import { makePicture } from "../photos/sample_pictures.ts";

/** Milliseconds: a body is ended 15 to 30 s after it became slow, the rest is for a slow machine. */
const LATEST_END = 40_000;

/** Bytes of a picture that takes longer than two checks of its rate at 40 KB/s. */
const SIZE = 1_400 * 1024;

const GET_HEALTH = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";

/** A picture that comes too slowly. */
interface SlowUpload {
  /** Sent ahead of it, on the same connection. */
  readonly before?: string;
  readonly headers?: string;
  /** Bytes that come at once. */
  readonly burst?: number;
  /** Bytes a second that come after them. */
  readonly rate: number;
  /** The answers that are expected; 408 alone unless they are named. */
  readonly answers?: readonly number[];
  readonly token?: string;
}

const LENGTH = `Content-Length: ${SIZE}\r\n`;

const SLOW_UPLOADS: Readonly<Record<string, SlowUpload>> = {
  "1 KB/s": { rate: 1024 },
  "1 KB/s in chunks": { rate: 1024, headers: "Transfer-Encoding: chunked\r\n" },
  "nothing at all": { rate: 0 },
  "a burst, then 1 KB/s": { rate: 1024, burst: 600 * 1024 },
  "1 KB/s after 100 Continue": {
    rate: 1024,
    headers: `${LENGTH}Expect: 100-continue\r\n`,
    answers: [100, 408],
  },
  "1 KB/s right behind another request": { rate: 1024, before: GET_HEALTH, answers: [200, 408] },
  "1 KB/s of what nobody may send": { rate: 1024, token: "none", answers: [401] },
};

Deno.test("a picture at 1 KB/s is ended with 408, and one at 40 KB/s goes on", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const uploads = Promise.all([
    ...Object.entries(SLOW_UPLOADS).map(([name, upload]) =>
      assertEnded(circle, anna, { name, ...upload })
    ),
    assertEndedOnKeptConnection(circle, anna),
    assertTaken(circle, anna, 0),
    assertTaken(circle, anna, 10_000),
  ]);
  const isOver = uploads.then(() => true);
  const startedAt = performance.now();
  do {
    assert.ok(performance.now() - startedAt < 2 * LATEST_END, "not all were ended in time");
    assert.equal((await circle.call("GET", "/profile", { token: anna.token })).status, 200);
  } while (!await Promise.race([isOver, pause(500)]));
  assert.deepEqual(listErrors(circle.log), []);
  const drafts = await Array.fromAsync(Deno.readDir(`${circle.dataDir}/photos/drafts`));
  assert.deepEqual(drafts, [], "nothing is left of what did not arrive");
});

Deno.test("a form whose pictures come at 1 KB/s is answered with what was typed", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const visitor = new Visitor(circle.url);
  await visitor.open("/sign-in");
  await visitor.send("/sign-in", { email: anna.email, password: anna.password });
  using connection = await openConnection(circle.url);
  await connection.send(
    `POST /f/${anna.family}/journal HTTP/1.1\r\nHost: x\r\nCookie: ${visitor.cookie}\r\n` +
      `Sec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
      `Content-Length: ${SIZE}\r\n\r\n` +
      '--b\r\nContent-Disposition: form-data; name="once"\r\n\r\n' +
      `${crypto.randomUUID()}\r\n` +
      '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nHalf a story\r\n' +
      '--b\r\nContent-Disposition: form-data; name="pictures"; filename="a.jpg"\r\n\r\n',
  );
  const dripping = setInterval(() => connection.send(zeros(1024)), 1_000);
  try {
    const answer = await connection.readAnswer();
    assert.equal(answer?.status, 413);
    assert.match(answer.text, /Half a story<\/textarea>/);
    assert.match(answer.text, /a\.jpg: The pictures took longer than a form may/);
  } finally {
    clearInterval(dripping);
  }
});

Deno.test("a picture that waits for the server is not ended for being slow", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0, limit: CONNECTION_LIMIT });
  listener.answer(async (request) => {
    await pause(17_000); // as long as others' pictures may take to be prepared
    return new Response(String((await request.bytes()).length));
  });
  using connection = await openConnection(listener.address);
  await connection.send(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n${LENGTH}\r\n`,
  );
  await connection.send(zeros(SIZE));
  assert.equal((await connection.readAnswer())?.text, String(SIZE));
  await listener.stop();
});

function startOf({ family, token }: Pick<Joined, "family" | "token">, headers = LENGTH): string {
  return `POST /families/${family}/photos HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n` +
    `Authorization: Bearer ${token}\r\n${headers}\r\n`;
}

async function assertEnded(
  { url }: Circle,
  anna: Joined,
  { name, before = "", headers, burst = 0, rate, answers = [408], token = anna.token }:
    & SlowUpload
    & { readonly name: string },
): Promise<void> {
  const startedAt = performance.now();
  using connection = await openConnection(url);
  await connection.send(before + startOf({ ...anna, token }, headers));
  const isChunked = headers?.includes("chunked");
  const send = (count: number) =>
    connection.send(isChunked ? `${count.toString(16)}\r\n${"a".repeat(count)}\r\n` : zeros(count));
  await send(burst || 1);
  const dripping = setInterval(() => rate && send(rate), 1_000);
  try {
    for (const status of answers) {
      const answer = await connection.readAnswer();
      assert.equal(answer?.status, status, name);
    }
    await connection.readToEnd();
    const duration = performance.now() - startedAt;
    assert.ok(duration < LATEST_END, `${name} was ended only after ${duration} ms`);
    if (answers.includes(408)) assert.ok(duration > 14_000, `${name} was ended after ${duration}`);
  } finally {
    clearInterval(dripping);
  }
}

/** A connection that was used before, and waited for a while. */
async function assertEndedOnKeptConnection({ url }: Circle, anna: Joined): Promise<void> {
  using connection = await openConnection(url);
  await connection.send(GET_HEALTH);
  assert.equal((await connection.readAnswer())?.status, 200);
  await pause(3_000);
  const startedAt = performance.now();
  await connection.send(startOf(anna));
  const dripping = setInterval(() => connection.send(zeros(1024)), 1_000);
  try {
    assert.equal((await connection.readAnswer())?.status, 408);
    const duration = performance.now() - startedAt;
    assert.ok(duration > 14_000 && duration < LATEST_END, `ended after ${duration} ms`);
  } finally {
    clearInterval(dripping);
  }
}

/** Sends a picture at 40 KB/s, whose headers have taken some time. */
async function assertTaken({ url }: Circle, anna: Joined, headerTime: number): Promise<void> {
  using connection = await openConnection(url);
  await connection.send(startOf(anna).slice(0, 50));
  await pause(headerTime);
  await connection.send(startOf(anna).slice(50));
  const picture = new Uint8Array(SIZE);
  picture.set(await (await makePicture()).bytes()); // what follows a JPEG is ignored
  await sendSteadily(connection, picture, 40 * 1024);
  assert.equal((await connection.readAnswer())?.status, 201);
}

async function sendSteadily(
  connection: RawConnection,
  bytes: Uint8Array,
  rate: number,
): Promise<void> {
  const startedAt = performance.now();
  for (let sent = 0; sent < bytes.length;) {
    const due = Math.floor((performance.now() - startedAt) / 1000 * rate);
    await connection.send(bytes.subarray(sent, due));
    sent = Math.max(sent, due);
    await pause(100);
  }
}

function zeros(count: number): Uint8Array {
  return new Uint8Array(count);
}
