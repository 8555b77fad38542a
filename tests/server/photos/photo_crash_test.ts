import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { Joined } from "../../support/circle.ts";
import { listFiles } from "../../support/list_files.ts";
import { pause } from "../../support/pause.ts";
import { type ServerProcess, startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { waitFor } from "../../support/wait_for.ts";
import { makePicture } from "./sample_pictures.ts";

/** Times that the server is killed; the promise is 100, which takes some minutes. */
const ROUNDS = Number(Deno.env.get("CIRCLE_TEST_ROUNDS") ?? 5);

testOnSqlite(`photos that were acknowledged survive ${ROUNDS} kills during uploads`, async () => {
  await using folder = await makeTempFolder();
  const settings = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
  const start = () => startServerProcess(folder.path, settings);
  let server = await start();
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const anna = await server.join(); // nobody may send all of them in a day
    const before = acknowledged.length;
    const uploads = Promise.all([1, 2, 3].map(() => sendUntilGone(server, anna, acknowledged)));
    await waitFor("photos", () => Promise.resolve(acknowledged.length > before || undefined));
    await pause(Math.random() * 300);
    server.kill("SIGKILL");
    await uploads;
    await server[Symbol.asyncDispose]();
    assertWhole(`${folder.path}/circle.db`, acknowledged);
    await assertNoFileIsBroken(`${folder.path}/photos`);
    server = await start();
    for (const id of acknowledged.slice(before)) {
      const answer = await server.call("GET", `/photos/${id}?size=small`, { token: anna.token });
      assert.equal(answer.status, 200);
    }
  }
  await server[Symbol.asyncDispose]();
});

/** Sends pictures, each another one, until the server is gone. */
async function sendUntilGone(
  { url }: ServerProcess,
  { family, token }: Joined,
  acknowledged: string[],
): Promise<void> {
  while (true) {
    const colour = `#${crypto.randomUUID().slice(0, 6)}`;
    const body = await makePicture({ colour, width: 900, height: 700 });
    const answer = await fetch(`${url}/families/${family}/photos`, {
      method: "POST",
      headers: { "Authorization": `Bearer ${token}`, "Content-Type": "image/jpeg" },
      body,
    }).then(async (response) => [response.status, await response.json()], () => undefined);
    if (answer === undefined) return;
    const [status, { id }] = answer;
    assert.equal(status, 201);
    acknowledged.push(id);
  }
}

/** Whether every acknowledged photo has its row, and every row has its files. */
function assertWhole(database: string, acknowledged: readonly string[]): void {
  using db = new DatabaseSync(database);
  const rows = db.prepare("SELECT id, sha256 FROM photos").all();
  const missing = new Set(acknowledged).difference(new Set(rows.map(({ id }) => id)));
  assert.deepEqual([...missing], []);
  for (const { sha256 } of rows) {
    const path = `${database.replace("circle.db", "photos")}/${String(sha256).slice(0, 2)}`;
    const large = Deno.readFileSync(`${path}/${sha256}-large.jpg`);
    assert.equal(createHash("sha256").update(large).digest("hex"), sha256);
    assert.ok(Deno.statSync(`${path}/${sha256}-small.jpg`).size > 0);
  }
}

/** Files of pictures have their names once they are whole, also those that no row names yet. */
async function assertNoFileIsBroken(folder: string): Promise<void> {
  for (const file of await listFiles(folder)) {
    if (file.startsWith(`${folder}/drafts/`)) continue;
    const bytes = await Deno.readFile(file);
    assert.deepEqual([...bytes.subarray(-2)], [0xff, 0xd9], `${file} is cut off`);
  }
}
