import { DatabaseSync } from "node:sqlite";
import { openConnection } from "../../support/raw_connection.ts";
import type { ServerProcess } from "../../support/server_process.ts";
import { makePhonePhoto } from "../../server/photos/sample_pictures.ts";
import type { Bench } from "../bench.ts";
import { addPosts } from "../fill/add_posts.ts";
import { copyPhoto } from "../fill/copy_photo.ts";
import { fillCircle, type FilledCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { writeRequests } from "../load/requests.ts";
import { megabytesOf } from "../megabytes_of.ts";
import { takeRounds } from "../take_rounds.ts";
import { timeOf } from "../time_of.ts";

/** Photos that an export has. */
const [EXPORTED, EXPORTED_QUICKLY] = [200, 20];

/** What it costs to take a photo, to show small ones, and to export many. */
export async function measurePhotos({ started, isQuick }: Bench): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 8, familySize: 8 });
  const server = await circle.serve();
  const [{ token, familyId, photoId }, taking] = await takePhotos(circle, server, isQuick ? 3 : 7);
  const count = isQuick ? EXPORTED_QUICKLY : EXPORTED;
  const bytes = await copyPhoto(circle.dataDir, { photoId, count });
  let most = 0;
  const watching = setInterval(async () => {
    most = Math.max(most, await megabytesOf(server.pid));
  }, 100);
  const exporting = await timeOf(() => readAll(`${server.url}/families/${familyId}/export`, token));
  clearInterval(watching);
  const path = `/photos/${photoId}?size=small`;
  const etag = (await server.call("GET", path, { token })).headers.get("etag")!;
  const requests = {
    profile: await circle.plan("/profile", 1),
    small: await circle.plan(path, 1),
    known: await writeRequests(started, [{ path, token, ifNoneMatch: etag }]),
  };
  const seconds = isQuick ? 1 : 3;
  const rateOf = (requests: string) => () => drive(started, { url: server.url, requests, seconds });
  const measures = {
    profile: rateOf(requests.profile),
    small: rateOf(requests.small),
    known: rateOf(requests.known),
  };
  await takeRounds(1, measures);
  const rates = await takeRounds(isQuick ? 3 : 7, measures);
  const limit = { of: "GET /profile", value: rates.profile };
  return [
    {
      measure: "a photo of 12 megapixels, from its last byte to 201",
      measured: taking,
      unit: "ms",
      toReach: { atMost: 400 },
    },
    {
      measure: "a small picture",
      measured: rates.small,
      unit: "/s",
      limit,
      toReach: { ratioAtLeast: 0.5 },
    },
    { measure: "the same where it is known (304)", measured: rates.known, unit: "/s", limit },
    {
      measure: `export with ${count} photos`,
      measured: bytes / 1_000 / exporting,
      unit: "MB/s",
      toReach: { atLeast: 50 },
    },
    {
      measure: "memory during it (RSS)",
      measured: most,
      unit: "MB",
      toReach: { atMost: 300 },
    },
  ];
}

/** A photo of a family, with a token of the member who took it. */
interface TakenPhoto {
  readonly token: string;
  readonly familyId: string;
  readonly photoId: string;
}

/** Takes photos, one after another; returns the last one, and the median of their milliseconds. */
async function takePhotos(
  { dataDir, callers, issue }: FilledCircle,
  server: ServerProcess,
  count: number,
): Promise<[TakenPhoto, number]> {
  const [caller] = callers as [FilledCircle["callers"][0]];
  const { familyId, accountId: authorId } = caller;
  {
    using database = new DatabaseSync(`${dataDir}/circle.db`);
    addPosts(database, { familyId, authorId }, 40);
  }
  const token = await issue(caller);
  const photo = new Uint8Array(await (await makePhonePhoto()).arrayBuffer());
  let photoId = "";
  const send = async () => {
    using connection = await openConnection(server.url);
    await connection.send(
      `POST /families/${familyId}/photos HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n` +
        `Authorization: Bearer ${token}\r\nContent-Length: ${photo.length}\r\n\r\n`,
    );
    await connection.send(photo.subarray(0, -1));
    return await timeOf(async () => {
      await connection.send(photo.subarray(-1));
      photoId = JSON.parse((await connection.readAnswer())!.text).id;
    });
  };
  await send(); // loads the library
  const { taking } = await takeRounds(count, { taking: send });
  await server.call("POST", `/families/${familyId}/posts`, {
    token,
    body: { photos: [{ id: photoId }] },
  });
  return [{ token, familyId, photoId }, taking];
}

async function readAll(url: string, token: string): Promise<void> {
  const { ok, body } = await fetch(url, { headers: { "Authorization": `Bearer ${token}` } });
  if (!ok) throw new Error("there is no export");
  for await (const _ of body!);
}
