import assert from "node:assert/strict";
import { getLogger } from "@logtape/logtape";
import { createEndingTokensLog } from "../../../server/auth/ending_tokens.ts";
import { startCircle } from "../../support/circle.ts";
import { collectLines } from "../../support/log_lines.ts";

Deno.test("the log warns of each script token once, when it ends within 14 days", async () => {
  await using circle = await startCircle();
  const { client } = await circle.join();
  const ends = async (expires_in_days: number) =>
    (await client.createToken({ body: { name: "photo wall", expires_in_days } })).id;
  const soon = await ends(13);
  const later = await ends(15);
  const name = crypto.randomUUID();
  const lines = await collectLines(name);
  const logEndingTokens = createEndingTokensLog();
  const run = (days: number) =>
    logEndingTokens({
      db: circle.db,
      log: getLogger(["circle", name]),
      now: () => new Date(Date.now() + days * 24 * 60 * 60 * 1000),
    });
  const warned = () => lines.map((line) => JSON.parse(line)).map(({ token_id }) => token_id);
  await run(0);
  await run(0);
  assert.deepEqual(warned(), [soon]);
  await run(2);
  assert.deepEqual(warned(), [soon, later]);
  await run(20);
  assert.deepEqual(warned(), [soon, later]);
  assert.equal(JSON.parse(lines[0]!).event, "script token ends soon");
});
