import type { Bench } from "../bench.ts";
import { copyPhoto } from "../fill/copy_photo.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { writeRequests } from "../load/requests.ts";
import { megabytesOf } from "../megabytes_of.ts";
import { takePhotos } from "../take_photos.ts";
import { takeRounds } from "../take_rounds.ts";
import { timeOf } from "../time_of.ts";

/** Photos that an export has. */
const EXPORTED = 200;

/** What it costs to take a photo, to show small ones, and to export many. */
export async function measurePhotos(
  { started, effort: { warmUps, rounds, seconds, share } }: Bench,
): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 8, familySize: 8 });
  const server = await circle.serve();
  const [{ token, familyId, photoId }, taking] = await takePhotos(circle, server, rounds);
  const count = Math.ceil(EXPORTED * share);
  const bytes = await copyPhoto(circle.dataDir, { photoId, count });
  let most = 0;
  const look = async () => {
    most = Math.max(most, await megabytesOf(server.pid));
  };
  const watching = setInterval(look, 100);
  const exporting = await timeOf(() => readAll(`${server.url}/families/${familyId}/export`, token));
  clearInterval(watching);
  await look(); // a short one is over before it was looked at
  const path = `/photos/${photoId}?size=small`;
  const etag = (await server.call("GET", path, { token })).headers.get("etag")!;
  const requests = {
    profile: await circle.plan("/profile", 1),
    small: await circle.plan(path, 1),
    known: await writeRequests(started, [{ path, token, ifNoneMatch: etag }]),
  };
  const rateOf = (requests: string) => () => drive(started, { url: server.url, requests, seconds });
  const measures = {
    profile: rateOf(requests.profile),
    small: rateOf(requests.small),
    known: rateOf(requests.known),
  };
  await takeRounds(warmUps, measures);
  const rates = await takeRounds(rounds, measures);
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

async function readAll(url: string, token: string): Promise<void> {
  const { ok, body } = await fetch(url, { headers: { "Authorization": `Bearer ${token}` } });
  if (!ok) throw new Error("there is no export");
  for await (const _ of body!);
}
