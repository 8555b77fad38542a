import assert from "node:assert/strict";
import { SYSTEM } from "../../../server/config/system.ts";
import { newId } from "../../../server/database/ids.ts";
import { listFiles } from "../../support/list_files.ts";
import { memoryOf, TELLS_MEMORY } from "../../support/memory_of.ts";
import { openConnection, type RawConnection } from "../../support/raw_connection.ts";
import { type ServerProcess, startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { assertHealthIsFast, timeHealth } from "../../support/time_health.ts";
import { Visitor } from "../../support/visitor.ts";
import { waitFor } from "../../support/wait_for.ts";
import type { Joined } from "../../support/circle.ts";
import { makePhonePhoto, makePicture } from "./sample_pictures.ts";
import { sendInWorker, upload } from "./upload_worker.ts";

const MEGABYTE = 1e6;

/** Milliseconds for which a disk that other programs write to may hold up a commit. */
const DISK_STALL = 5_000;

Deno.test({
  name: "100 photos at once get 201 or 503; /health stays fast, and memory is given back",
  ignore: !TELLS_MEMORY,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path);
    const people = await Promise.all(Array.from({ length: 5 }, () => server.join()));
    const body = await makePhonePhoto();
    using connection = await openConnection(server.url);
    // The second storm, of one account, finds that the first has given back what it took.
    for (const [length, senders] of [[100, 5], [40, 1]] as const) {
      const targets = Array.from(
        { length },
        (_, index) => targetOf(server, people[index % senders]!),
      );
      const uploads = sendInWorker({ targets, body });
      const delays = await timeHealth(connection, uploads);
      assertHealthIsFast(delays, { longest: DISK_STALL });
      const answers = await uploads;
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201, 503]));
      for (const { status, retryAfter } of answers) {
        if (status === 503) assert.match(retryAfter ?? "", /^[1-9]\d*$/);
      }
    }
    const { now, peak } = await memoryOf(server.pid);
    // Two pictures of 12 megapixels are in memory at once, with all their pixels.
    assert.ok(peak < 300 * MEGABYTE, `${peak / MEGABYTE} MB at most`);
    assert.ok(now < 250 * MEGABYTE, `${now / MEGABYTE} MB are kept`);
  },
});

Deno.test({
  name: "photos that are refused, from strangers or outsiders, take no memory",
  ignore: !TELLS_MEMORY,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path);
    const [anna, ben] = [await server.join(), await server.join()];
    const body = await makePhonePhoto();
    const send = async (token: string, length: number) => {
      const { url } = targetOf(server, ben);
      const answers = await sendInWorker({ targets: Array(length).fill({ url, token }), body });
      return new Set(answers.map(({ status }) => status));
    };
    for (const [token, status] of [["nobody's", 401], [anna.token, 404]] as const) {
      await send(token, 1);
      const before = await memoryOf(server.pid);
      assert.deepEqual(await send(token, 100), new Set([status]));
      const taken = (await memoryOf(server.pid)).peak - before.now;
      assert.ok(taken < 70 * MEGABYTE, `${taken / MEGABYTE} MB for ${status}`);
    }
  },
});

Deno.test({
  name: "30 forms with pictures at once take no more memory than photos by the API",
  ignore: !TELLS_MEMORY,
  fn: async () => {
    await using folder = await makeTempFolder();
    await using server = await startServerProcess(folder.path);
    const anna = await server.join();
    const visitor = new Visitor(server.url);
    await visitor.open("/sign-in");
    await visitor.send("/sign-in", { email: anna.email, password: anna.password });
    const photo = await makePhonePhoto();
    const send = async (_: unknown, index: number) => {
      const form = new FormData();
      form.append("once", newId(SYSTEM));
      form.append("text", `Story ${index}`);
      for (let count = 0; count < 2; count++) form.append("pictures", photo, `${count}.jpg`);
      using client = Deno.createHttpClient({}); // an idle connection may be ended while it is taken
      const answer = await fetch(`${server.url}/f/${anna.family}/journal`, {
        method: "POST",
        body: form,
        client,
        redirect: "manual",
        headers: { "Cookie": visitor.cookie!, "Sec-Fetch-Site": "same-origin" },
      });
      await answer.body?.cancel();
      return answer.status;
    };
    const statuses = await Promise.all(Array.from({ length: 30 }, send));
    // Pictures that the server has no room for just now stand beside the form, to be sent again.
    assert.deepEqual(new Set(statuses).difference(new Set([303, 422])), new Set());
    assert.ok(statuses.includes(303));
    const { peak } = await memoryOf(server.pid);
    assert.ok(peak < 300 * MEGABYTE, `${peak / MEGABYTE} MB at most`);
  },
});

Deno.test("two accounts send as many photos at once as they may, and others still send theirs", async () => {
  await using folder = await makeTempFolder();
  await using server = await startServerProcess(folder.path);
  const [anna, ben, cara] = [await server.join(), await server.join(), await server.join()];
  const body = await makePicture();
  const send = async (joined: Joined) => (await upload(targetOf(server, joined), body)).status;
  const drafts = `${folder.path}/photos/drafts`;
  const stalled = [];
  for (const [joined, taken] of [[anna, 12], [ben, 18]] as const) {
    stalled.push(...await Promise.all(Array.from({ length: 13 }, () => stall(server, joined))));
    // A photo that came before the server has seen them would take the place of one.
    await waitFor(`${taken} that are taken`, async () => {
      return (await listFiles(drafts)).length === taken || undefined;
    });
    assert.equal(await send(joined), 503);
  }
  assert.equal(await send(cara), 201);
  for (const connection of stalled) connection[Symbol.dispose]();
  await waitFor("a photo of Anna", async () => await send(anna) === 201 || undefined);
});

/** Begins to send a photo, and does not go on. */
async function stall({ url }: ServerProcess, { family, token }: Joined): Promise<RawConnection> {
  const connection = await openConnection(url);
  await connection.send(
    `POST /families/${family}/photos HTTP/1.1\r\nHost: x\r\n` +
      `Authorization: Bearer ${token}\r\nContent-Type: image/jpeg\r\n` +
      "Content-Length: 1000000\r\n\r\n\xff\xd8",
  );
  return connection;
}

/** Where a member sends photos to. */
function targetOf({ url }: ServerProcess, { family, token }: Joined) {
  return { url: `${url}/families/${family}/photos`, token };
}
