import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { GOOD_PASSWORD } from "../support/circle.ts";
import { pause } from "../support/pause.ts";
import { openConnection } from "../support/raw_connection.ts";
import {
  refuseToStart,
  type ServerProcess,
  spawnServerProcess,
  startServerProcess,
} from "../support/server_process.ts";
import { startInProcess } from "../support/start_in_process.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { POST_LOGIN } from "./http/malformed_requests.ts";
import { testOnSqlite } from "../support/test_on_sqlite.ts";
import { waitFor } from "../support/wait_for.ts";

/**
 * Milliseconds in which a server that is told to stop has said that it has. One that waited for
 * what it need not would take the 8 seconds that it gives to answers.
 */
const LONGEST_STOP = 7_000;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  testOnSqlite(`${signal} ends a server that does nothing at once, with code 0`, async () => {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path);
    await server.call("GET", "/health"); // stays connected
    await stop(server, signal);
    assert.match(server.log(), /"event":"stopped"/);
    const files = await Array.fromAsync(Deno.readDir(folder.path), ({ name }) => name);
    assert.deepEqual(
      files.sort(),
      ["circle.db", "circle.db-reserve", "server.lock", "signing-keys", "start.lock"],
      "the WAL is taken in",
    );
  });
}

testOnSqlite("stop: finishes a login in flight, and accepts no new connection", async () => {
  await using folder = await makeTempFolder();
  await using server = await startServerProcess(folder.path);
  const anna = { email: "anna@example.org", name: "Anna", password: GOOD_PASSWORD };
  await server.call("POST", "/register", { body: anna });
  using other = new DatabaseSync(`${folder.path}/circle.db`);
  other.exec("BEGIN IMMEDIATE"); // makes the login last
  using idle = await openConnection(server.url);
  using login = await openConnection(server.url);
  const { email, password } = anna;
  const body = JSON.stringify({ email, password });
  await login.send(`${POST_LOGIN}Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
  assert.equal((await login.readAnswer())?.status, 100); // it is under way
  const stopped = stop(server, "SIGTERM");
  stopped.catch(() => {}); // where something fails before, that is what the test tells
  await login.send(body);
  await assertTurnedAway(server);
  await idle.readToEnd();
  await pause(2_000);
  other.exec("ROLLBACK");
  const answer = await login.readAnswer();
  assert.equal(answer?.status, 200);
  assert.equal(JSON.parse(answer.text).token_type, "bearer");
  await stopped;
});

testOnSqlite("stop: does not wait for half-sent requests", async () => {
  await using folder = await makeTempFolder();
  await using server = await startServerProcess(folder.path);
  using half = await openConnection(server.url);
  using body = await openConnection(server.url);
  await half.send("GET /health HTTP/1.1\r\nHo");
  await body.send(`${POST_LOGIN}Content-Length: 100\r\n\r\n{`);
  assert.equal((await server.call("GET", "/ready")).status, 200);
  await stop(server, "SIGTERM");
});

testOnSqlite(
  "a port in use stops the start with a sentence",
  async () => {
    await using folder = await makeTempFolder();
    await using server = await startInProcess({ CIRCLE_DATA_DIR: `${folder.path}/first` });
    const { port } = new URL(server.url);
    const { code, stdout, stderr } = await refuseToStart(`${folder.path}/second`, {
      CIRCLE_PORT: port,
    });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.equal(
      stderr,
      `127.0.0.1 port ${port} is in use by another program. Stop it, or choose another CIRCLE_PORT.\n`,
    );
    assert.equal((await server.call("GET", "/ready")).status, 200);
  },
);

testOnSqlite("an address of another machine stops the start", async () => {
  await using folder = await makeTempFolder();
  for (const host of ["192.0.2.1", "nowhere.invalid", "not a host"]) {
    const { code, stderr } = await refuseToStart(folder.path, { CIRCLE_HOST: host });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^The server cannot listen on .+\. Check CIRCLE_HOST and CIRCLE_PORT\.\n$/,
    );
  }
});

testOnSqlite("a server on all addresses prints where it listens", async () => {
  await using folder = await makeTempFolder();
  await using server = await startServerProcess(folder.path, { CIRCLE_HOST: "0.0.0.0" });
  assert.match(server.url, /^http:\/\/0\.0\.0\.0:\d+$/);
});

/** Sends a signal to a server, which must then end in time by itself. */
async function stop(server: ServerProcess, signal: Deno.Signal): Promise<void> {
  server.kill(signal);
  const { code, signal: killedBy } = await server.status;
  assert.deepEqual({ code, killedBy }, { code: 0, killedBy: null });
  const [from, to] = [await momentOf(server, "stopping"), await momentOf(server, "stopped")];
  assert.ok(to - from < LONGEST_STOP, `it took ${to - from} ms to stop`);
}

/** When an event was logged, by the server's own clock: its end as a process may take longer. */
async function momentOf(server: ServerProcess, event: string): Promise<number> {
  const pattern = new RegExp(`^.*"event":"${event}".*$`, "m");
  // The last lines may still be read when the process has ended.
  const [line] = await waitFor(
    event,
    () => Promise.resolve(pattern.exec(server.log()) ?? undefined),
  );
  return Date.parse(JSON.parse(line!).time);
}

/** Tries to connect until a server takes no more connections. */
async function assertTurnedAway({ url }: ServerProcess): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (performance.now() < giveUpAt) {
    try {
      using _connection = await openConnection(url);
    } catch (error) {
      if (error instanceof Deno.errors.ConnectionRefused) return;
      // One that was about to be taken when the server stopped listening is ended at once.
      const isEnded = error instanceof Deno.errors.ConnectionReset ||
        error instanceof Deno.errors.NotConnected;
      assert.ok(isEnded, String(error));
    }
  }
  throw new Error("the server still takes connections");
}

testOnSqlite("a misspelt setting is named at the start, with a suggestion", async () => {
  await using folder = await makeTempFolder();
  await using server = await startServerProcess(folder.path, {
    CIRCLE_REGISTRATON: "invite",
    CIRCLE_SOMETHING_ELSE: "1",
    CIRCLE_SERVER: "http://127.0.0.1:8000", // of the command
    CIRCLE_LOG: "json",
  });
  const lines = server.log().trimEnd().split("\n").map((line) => JSON.parse(line));
  const unknown = lines.filter(({ event }) => event === "unknown setting");
  assert.deepEqual(
    unknown.filter(({ setting }) => !setting.startsWith("CIRCLE_TEST_")) // of this run
      .map((line) => [line.setting, line.did_you_mean]).toSorted(),
    [["CIRCLE_REGISTRATON", "CIRCLE_REGISTRATION"], ["CIRCLE_SOMETHING_ELSE", undefined]],
  );
  server.kill("SIGTERM");
  await server.status;
});

testOnSqlite(
  "CIRCLE_LOG=json: every line of output is JSON",
  async () => {
    await using folder = await makeTempFolder();
    const process = spawnServerProcess(folder.path, { CIRCLE_LOG: "json" });
    const output = new Response(process.stdout).text();
    let log = "";
    let hasStarted = false;
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      log += text;
      if (!hasStarted && log.includes('"listening_on"')) process.kill("SIGTERM");
      hasStarted = log.includes('"listening_on"');
    }
    await process.status;
    assert.equal(await output, "");
    const lines = log.trimEnd().split("\n");
    assert.match(lines.map((line) => JSON.parse(line).event).join(), /started.*stopped/);
  },
);

testOnSqlite("a start that may not load its native code says which flag names it", async () => {
  await using folder = await makeTempFolder();
  const elsewhere =
    'for arg; do shift; case "$arg" in --allow-ffi=*) arg=--allow-ffi=/nowhere;; esac; set -- "$@" "$arg"; done; exec "$@"';
  const wrapper = ["sh", "-c", elsewhere, "sh"];
  const { code, stderr } = await refuseToStart(folder.path, {}, wrapper);
  assert.equal(code, 1);
  assert.match(stderr, /^Deno may not load the native code that hashes passwords.* --allow-ffi/);
  assert.equal(stderr.trim().split("\n").length, 1);
  const logged = await refuseToStart(folder.path, { CIRCLE_LOG: "json" }, wrapper);
  assert.match(logged.stderr, /^\{[^\n]*"level":"fatal","event":"not started","reason":"Deno may/);
});
