import assert from "node:assert/strict";
import { listen } from "../../../server/http/listen.ts";
import { CONNECTION_LIMIT } from "../../support/connection_limit.ts";
import { checkAnswer } from "../../support/check_answer.ts";
import { startCircle } from "../../support/circle.ts";
import { listErrors } from "../../support/log_lines.ts";
import { pause } from "../../support/pause.ts";
import { openConnection, type RawAnswer, sendRaw } from "../../support/raw_connection.ts";
import { AMBIGUOUS_REQUESTS, MALFORMED_REQUESTS, POST_LOGIN } from "./malformed_requests.ts";

Deno.test("malformed requests are refused or cut off, and others are served", async (t) => {
  await using circle = await startCircle();
  for (const [name, request] of Object.entries(MALFORMED_REQUESTS)) {
    await t.step(name, async () => {
      const answer = await sendRaw(circle.url, request);
      if (answer) assertRefused(answer);
      assert.equal((await circle.call("GET", "/health")).status, 200);
    });
  }
  assert.deepEqual(listErrors(circle.log), []);
});

Deno.test("request smuggling: an ambiguous end of a body hides no second request", async (t) => {
  await using circle = await startCircle();
  for (const [name, request] of Object.entries(AMBIGUOUS_REQUESTS)) {
    await t.step(name, async () => {
      using connection = await openConnection(circle.url);
      await connection.send(`${request}GET /health HTTP/1.1\r\nHost: x\r\n\r\n`);
      const answer = await connection.readAnswer();
      if (answer) assertRefused(answer);
      assert.equal(await connection.readAnswer(), undefined);
    });
  }
  assert.deepEqual(listErrors(circle.log), []);
});

function assertRefused({ status, headers, text }: RawAnswer): void {
  assert.ok(status >= 400 && status < 500, `${status} ${text}`);
  checkAnswer({ method: "?", path: "?", response: new Response(text, { status, headers }), text });
}

Deno.test("headers past 16 KiB are refused as too large", async () => {
  await using circle = await startCircle();
  const padding = "a".repeat(20_000);
  const answer = await sendRaw(
    circle.url,
    `GET /health HTTP/1.1\r\nHost: x\r\nX: ${padding}\r\n\r\n`,
  );
  assert.equal(answer?.status, 431);
  assert.match(answer.text, /"code":"headers_too_large"/);
});

Deno.test("pipelined requests are answered in order", async () => {
  await using circle = await startCircle();
  using connection = await openConnection(circle.url);
  await connection.send(
    ["/health", "/profile", "/nowhere"].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
      .join(""),
  );
  for (const status of [200, 401, 404]) {
    assert.equal((await connection.readAnswer())?.status, status);
  }
});

Deno.test("a connection that sends requests without reading is closed", async () => {
  await using circle = await startCircle();
  using connection = await openConnection(circle.url);
  await connection.send("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000));
  let answers = 0;
  while (await connection.readAnswer()) answers++;
  assert.ok(answers < 1_000, "all were answered");
  assert.equal((await circle.call("GET", "/health")).status, 200);
  assert.deepEqual(listErrors(circle.log), []);
});

Deno.test("100 Continue is sent, except for a body that is too long", async () => {
  await using circle = await startCircle();
  using connection = await openConnection(circle.url);
  await connection.send(`${POST_LOGIN}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n`);
  assert.equal((await connection.readAnswer())?.status, 100);
  await connection.send("{}");
  assert.equal((await connection.readAnswer())?.status, 422);
  await connection.send(`${POST_LOGIN}Content-Length: 70000\r\nExpect: 100-continue\r\n\r\n`);
  assert.equal((await connection.readAnswer())?.status, 413);
  const anna = await circle.join();
  const send = async (length: number) => {
    using connection = await openConnection(circle.url);
    await connection.send(
      `POST /families/${anna.family}/photos HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n` +
        `Authorization: Bearer ${anna.token}\r\nContent-Length: ${length}\r\n` +
        "Expect: 100-continue\r\n\r\n",
    );
    return (await connection.readAnswer())?.status;
  };
  assert.equal(await send(25 * 1024 * 1024), 100);
  assert.equal(await send(25 * 1024 * 1024 + 1), 413);
});

Deno.test("an HTTP/1.0 client without a Host header is served", async () => {
  await using circle = await startCircle();
  assert.equal((await sendRaw(circle.url, "GET /health HTTP/1.0\r\n\r\n"))?.status, 200);
});

Deno.test("TRACE gets 405 with Allow, and echoes nothing", async () => {
  await using circle = await startCircle();
  const secret = "Bearer canary";
  const answer = await sendRaw(
    circle.url,
    `TRACE /profile HTTP/1.1\r\nHost: x\r\nAuthorization: ${secret}\r\n\r\n`,
  );
  assert.equal(answer?.status, 405);
  assert.match(answer.headers.get("allow") ?? "", /GET/);
  assert.ok(!answer.text.includes(secret));
});

Deno.test("TRACE and CONNECT are refused for every path", async () => {
  await using circle = await startCircle();
  for (const request of ["TRACE /nowhere", "TRACE /", "CONNECT example.org:443"]) {
    const answer = await sendRaw(circle.url, `${request} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.equal(answer?.status, 405, request);
    assertRefused(answer);
  }
});

Deno.test("a request before the server is ready waits for it", async () => {
  const listener = await listen({ host: "127.0.0.1", port: 0, limit: CONNECTION_LIMIT });
  const answer = fetch(`${listener.address}/health`);
  await pause(100); // it arrives meanwhile
  listener.answer(() => new Response("ready"));
  assert.equal(await (await answer).text(), "ready");
  await listener.stop();
});
