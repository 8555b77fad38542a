import assert from "node:assert/strict";
import { measureConnectionLimit } from "../../../server/http/connection_limit.ts";
import { CONNECTION_LIMIT } from "../../support/connection_limit.ts";
import { findProgram } from "../../support/find_program.ts";
import { sendHalves } from "../../support/half_sent.ts";
import { pause } from "../../support/pause.ts";
import { openConnection, sendRaw } from "../../support/raw_connection.ts";
import {
  refuseToStart,
  type ServerProcess,
  startServerProcess,
} from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { POST_LOGIN } from "./malformed_requests.ts";

const CROWDS = {
  "one address": ["127.0.0.1"],
  "another address": ["127.0.1.1"],
  "200 addresses": Array.from({ length: 200 }, (_, index) => `127.0.2.${index + 1}`),
};

for (const [limit, count] of [[256, 300], [1024, 900]] as const) {
  Deno.test({
    name: `${count} half-sent requests of a stranger, ${limit} descriptors: others are served`,
    ignore: Deno.build.os !== "linux", // others have one loopback address
    fn: async (t) => {
      await using folder = await makeTempFolder();
      const settings = { CIRCLE_LOG: "json" };
      await using server = await startServerProcess(folder.path, settings, withLimit(limit));
      const { token } = await server.join();
      for (const [name, addresses] of Object.entries(CROWDS)) {
        await t.step(name, async () => {
          await using stranger = sendHalves(server.url, { count, addresses });
          await stranger.opens(count + 200); // of which the server has ended 200
          for (let round = 0; round < 5; round++) {
            await assertServed(server, token);
            await stranger.opens(100);
          }
        });
        await assertServed(server, token);
      }
      server.kill("SIGTERM");
      assert.equal((await server.status).code, 0);
      await server[Symbol.asyncDispose]();
      const lines = server.log().trimEnd().split("\n").map((line) => JSON.parse(line));
      const [crowd, ...more] = lines.filter(({ event }) => event === "too many connections");
      assert.ok(crowd.limit > limit / 4 && crowd.limit < limit, JSON.stringify(crowd));
      assert.deepEqual(more, []);
      assert.deepEqual(lines.filter(({ level }) => level === "error" || level === "fatal"), []);
    },
  });
}

Deno.test({
  name: "a stranger with many connections ends its own, not another's half-sent request",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path, {}, withLimit(256));
    using slow = await openConnection(server.url);
    const body = JSON.stringify({ email: "anna@example.org", password: "not the right one" });
    await slow.send(`${POST_LOGIN}Content-Length: ${body.length}\r\n\r\n{`);
    const addresses = CROWDS["another address"];
    await using stranger = sendHalves(server.url, { count: 300, addresses });
    await stranger.opens(600);
    await slow.send(body.slice(1));
    assert.equal((await slow.readAnswer())?.status, 401);
  },
});

Deno.test({
  name: "where descriptors have run out, requests get 503, and later all goes on",
  ignore: findProgram("prlimit") === undefined,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path, { CIRCLE_LOG: "json" });
    const { token, family } = await server.join();
    const profile = `GET /profile HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const photo =
      `POST /families/${family}/photos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
      "Content-Type: image/jpeg\r\nContent-Length: 3\r\n\r\n\xff\xd8\xff";
    using known = await openConnection(server.url);
    const ask = async (request: string) => {
      await known.send(request);
      return await known.readAnswer();
    };
    assert.equal((await ask(profile))?.status, 200);
    await limitDescriptors(server, 3);
    using late = await openConnection(server.url); // the system takes it, the server cannot
    await late.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.equal((await ask(profile))?.status, 200);
    const refused = await ask(photo);
    assert.deepEqual([refused?.status, refused?.headers.get("retry-after")], [503, "5"]);
    assert.match(refused!.text, /too many files open/);
    // Longer than the server takes to find that it cannot reach itself.
    await Promise.race([server.status, pause(18_000)]);
    await limitDescriptors(server, 10_000);
    assert.equal((await late.readAnswer())?.status, 200);
    assert.equal((await sendRaw(server.url, photo))?.status, 422, "it is no whole picture");
    const events = server.log().trimEnd().split("\n").map((line) => JSON.parse(line).event);
    assert.deepEqual(events.filter((event) => event === "too many open files").length, 1);
  },
});

Deno.test({
  name: "a limit that is too low for a server stops the start with a sentence",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using folder = await makeTempFolder();
    const { wrapper } = withLimit(64);
    const { code, stderr } = await refuseToStart(folder.path, {}, wrapper);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^The system lets the server open only \d+ more files .* LimitNOFILE.*\n$/,
    );
  },
});

Deno.test("a server keeps 1,000 connections, whether it finds a folder to open or not", () => {
  assert.deepEqual(measureConnectionLimit([]), CONNECTION_LIMIT);
  assert.deepEqual(measureConnectionLimit(["/nowhere", "."]), CONNECTION_LIMIT);
});

/** A shell that starts a server with so many descriptors at most, which nobody can raise. */
function withLimit(count: number): { readonly wrapper: readonly string[] } {
  return { wrapper: ["sh", "-c", `ulimit -n ${count} && exec "$@"`, "sh"] };
}

/** Changes the limit of a running server; those that are open stay open. */
async function limitDescriptors({ pid }: ServerProcess, count: number): Promise<void> {
  const args = ["--pid", String(pid), `--nofile=${count}:`];
  const { success } = await new Deno.Command("prlimit", { args }).output();
  assert.ok(success);
}

/** Asserts that a new connection is answered before half-sent requests have come to their deadline. */
async function assertServed({ url }: ServerProcess, token: string): Promise<void> {
  const startedAt = performance.now();
  const request = `GET /profile HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  assert.equal((await sendRaw(url, request))?.status, 200);
  const seconds = (performance.now() - startedAt) / 1000;
  assert.ok(seconds < 10, `it took ${seconds} s`);
}
