import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createSend } from "../../../cli/session/send.ts";
import { toCliError } from "../../../cli/terminal/cli_error.ts";
import { pause } from "../../support/pause.ts";

/** Milliseconds; less than what all of a file takes here, more than a busy machine may pause. */
const TIMEOUT = 3_000;
const KILOBYTE = new Uint8Array(1024);

/** A server of a test, which can be ended while it is busy. */
function serve(
  answer: (request: Request, ended: AbortSignal) => Response | Promise<Response>,
  { timeout = TIMEOUT } = {},
) {
  const end = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, signal: end.signal, onError },
    (request) => answer(request, end.signal),
  );
  const send = createSend({
    server: `http://127.0.0.1:${server.addr.port}`,
    timeout,
    debug: () => {},
  });
  return {
    upload: async (size: number) => {
      const body = new Blob([new Uint8Array(size)], { type: "image/png" });
      const answer = await send({ method: "POST", path: "/", body, needsToken: false });
      return await answer.json();
    },
    download: async () => {
      const answer = await send({ method: "GET", path: "/", needsToken: false, isStreamed: true });
      return answer;
    },
    [Symbol.asyncDispose]: async () => {
      end.abort();
      await server.finished;
    },
  };
}

function onError(): Response {
  return new Response(null, { status: 500 });
}

/** Waits, unless the server ends meanwhile. */
async function pauseUnless(ended: AbortSignal, ms: number): Promise<void> {
  for (let left = ms; left > 0 && !ended.aborted; left -= 20) await pause(Math.min(left, 20));
}

async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = toCliError(await work.then(() => assert.fail("it worked"), (error) => error));
  assert.equal(error.exitCode, 3, error.message);
  return error.message;
}

Deno.test("a file that takes longer than the timeout is sent, as long as it goes on", async () => {
  await using server = serve(async ({ body, headers }) => {
    let size = 0;
    for await (const chunk of body!) {
      size += chunk.byteLength;
      await pause(10);
    }
    return Response.json({ size, type: headers.get("content-type") });
  });
  const startedAt = performance.now();
  const size = 25 * 1024 * 1024;
  assert.deepEqual(await server.upload(size), { size, type: "image/png" });
  assert.ok(performance.now() - startedAt > 2 * TIMEOUT, "the server was too fast for this test");
});

Deno.test("a file that nobody takes is given up after the timeout", async () => {
  let answered = false;
  await using server = serve(async (_request, ended) => {
    await pauseUnless(ended, 60_000);
    answered = !ended.aborted;
    return new Response();
  });
  assert.match(await failureOf(server.upload(25 * 1024 * 1024)), /did not answer in time/);
  assert.ok(!answered, "it waited for the answer");
});

/** Collects what nothing refers to any more, at once. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

/** An answer whose pieces come after a pause each. */
function answerInPieces(pieces: number, pauseOf: (at: number) => Promise<void>): Response {
  let at = 0;
  return new Response(
    new ReadableStream({
      pull: async (controller) => {
        await pauseOf(at);
        if (at++ === pieces) controller.close();
        else controller.enqueue(KILOBYTE);
      },
    }, { highWaterMark: 0 }),
  );
}

Deno.test("a file that comes slowly is read to its end, also by one who reads slowly", async () => {
  await using server = serve(() => answerInPieces(9, () => pause(TIMEOUT / 6)));
  assert.equal((await (await server.download()).bytes()).length, 9 * 1024);
  await using fast = serve(() => answerInPieces(2, () => pause(0)));
  let size = 0;
  for await (const chunk of (await fast.download()).body!) {
    size += chunk.byteLength;
    await pause(TIMEOUT * 1.5);
  }
  assert.equal(size, 2 * 1024);
});

Deno.test("a file that stops in the middle fails after the timeout, one that breaks off at once", async () => {
  let wentOn = false;
  await using server = serve((_request, ended) =>
    answerInPieces(3, async (at) => {
      if (at < 2) return;
      await pauseUnless(ended, 60_000);
      wentOn = !ended.aborted;
    })
  );
  const reading = failureOf((await server.download()).bytes());
  collectGarbage();
  assert.match(
    await reading,
    /stopped in the middle of a file\. Try again, or allow more with --timeout\.$/,
  );
  assert.ok(!wentOn, "it was read to its end");
  await using broken = serve(() =>
    answerInPieces(3, (at) => at < 2 ? pause(0) : Promise.reject(new Error("broken")))
  );
  assert.match(
    await failureOf((await broken.download()).bytes()),
    /broke off in the middle of a file\. Try again\.$/,
  );
});

Deno.test("a file may be longer than any other answer; a refusal in its place may not", async () => {
  const size = 20 * 1024 * 1024;
  const patient = { timeout: 60_000 };
  await using server = serve(() => new Response(new Uint8Array(size)), patient);
  assert.equal((await (await server.download()).bytes()).length, size);
  await using refusing = serve(
    () => new Response(new Uint8Array(size), { status: 500 }),
    patient,
  );
  assert.match(await failureOf(refusing.download()), /an answer that is too long/);
});
