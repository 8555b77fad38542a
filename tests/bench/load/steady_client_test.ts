import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { benchProgram, runToEnd } from "../programs.ts";
import { Started } from "../started.ts";
import { writeRequests } from "./requests.ts";

Deno.test("steady client: connecting is not measured, and each connection asks", async () => {
  let asked = 0;
  const server = createServer((_, reply) => {
    asked++;
    reply.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await using started = new Started();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const requests = await writeRequests(started, [{ path: "/" }]);
    const seconds = 0.000_01; // less than any connecting takes
    const client = benchProgram("load/steady_client.ts", [url, seconds, 16, requests], requests);
    const rate = Number(await runToEnd(started, client));
    assert.equal(asked, 16);
    assert.ok(rate > 0, `${rate}`);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
