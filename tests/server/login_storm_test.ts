import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { type Answer, GOOD_PASSWORD } from "../support/circle.ts";
import { memoryOf, TELLS_MEMORY } from "../support/memory_of.ts";
import { openConnection } from "../support/raw_connection.ts";
import { type ServerProcess, startServerProcess } from "../support/server_process.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { assertHealthIsFast, timeHealth } from "../support/time_health.ts";

const MEBIBYTE = 1024 * 1024;

Deno.test("300 half-sent requests block nobody", async () => {
  await using folder = await makeTempFolder();
  await using server = await startServerProcess(folder.path);
  const starts = ["", "GET /hea", "GET /health HTTP/1.1\r\nHost: x\r\n"];
  const connections = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const connection = await openConnection(server.url);
      await connection.send(starts[index % starts.length]!);
      return connection;
    }),
  );
  for (let count = 0; count < 20; count++) {
    const stranger = { email: `stranger${count}@example.org`, password: "x" };
    const { status } = await post(server, "/login", stranger, count);
    assert.equal(status, 401);
  }
  for (const connection of connections) connection[Symbol.dispose]();
  assert.equal((await server.call("GET", "/ready")).status, 200);
});

Deno.test({
  name: "a hundred concurrent logins get 200 or 503, and /health stays fast",
  ignore: !TELLS_MEMORY,
  fn: async () => {
    await using folder = await makeTempFolder();
    // A costly hash makes sure that the logins come faster than they are served, on any machine.
    await using server = await startServerProcess(folder.path, {
      CIRCLE_PASSWORD_COST: "m=65536,t=3,p=1",
      CIRCLE_TRUSTED_PROXIES: "127.0.0.1",
    });
    const people = Array.from({ length: 10 }, (_, index) => `person${index}@example.org`);
    for (const email of people) {
      const person = { email, name: "Anna", password: GOOD_PASSWORD };
      assert.equal((await post(server, "/register", person)).status, 201);
    }
    using connection = await openConnection(server.url);
    const crowd = Promise.all(
      Array.from({ length: 100 + availableParallelism() }, async (_, index) => {
        const email = people[index % people.length]!;
        return await post(server, "/login", { email, password: GOOD_PASSWORD }, index);
      }),
    );
    const delays = await timeHealth(connection, crowd);
    const answers = await crowd;
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 503]));
    for (const { status, headers } of answers) {
      if (status === 503) assert.match(headers.get("retry-after") ?? "", /^[1-9]\d*$/);
    }
    assertHealthIsFast(delays);
    const bound = (300 + 64 * availableParallelism()) * MEBIBYTE;
    assert.ok((await memoryOf(server.pid)).peak < bound);
  },
});

/** Posts JSON, each caller from an address of its own by what the proxy says. */
function post({ call }: ServerProcess, path: string, body: object, caller = 0): Promise<Answer> {
  return call("POST", path, { body, headers: { "X-Forwarded-For": `192.0.2.${caller}` } });
}
