import { TELLS_MEMORY } from "../../support/memory_of.ts";
import type { Bench } from "../bench.ts";
import { fillCircle, type FilledCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { type PlannedRequest, writeRequests } from "../load/requests.ts";
import { median } from "../median.ts";
import { megabytesOf } from "../megabytes_of.ts";
import { addFeeds } from "../plan_feeds.ts";
import { planPages } from "../plan_pages.ts";
import { benchProgram, runToEnd } from "../programs.ts";
import { takePhotos } from "../take_photos.ts";

/** Requests of a family's months, all in all. */
const REQUESTS = 1_000_000;

/** Accounts that log in and refresh over and over, which ends their other sessions. */
const [LOGGING_IN, REFRESHING] = [8, 2];

/** Seconds between two looks at it: what asks takes nearly as long to start. */
const SECONDS = 1;

/** What a server holds at one moment. */
interface Held {
  readonly memory: number;
  readonly descriptors: number;
  readonly files: number;
}

/**
 * Whether anything grows with use: the server answers what a family asks for in all its ways, pages,
 * photos, feeds, posts, logins and refreshes.
 */
export async function measureSoak({ started, effort }: Bench): Promise<Finding[]> {
  if (!TELLS_MEMORY) return [];
  const total = REQUESTS * effort.share;
  const circle = await fillCircle(started, { accounts: 80, familySize: 8 });
  const secrets = addFeeds(circle, 4);
  const server = await circle.serve();
  const { url, pid } = server;
  const requests = await writeRequests(started, await planMix(circle, server, secrets));
  const logins = await circle.planLogins(LOGGING_IN);
  const emails = circle.callers.slice(0, REFRESHING).map(({ email }) => email);
  const refreshing = benchProgram("load/refresh_client.ts", [url, SECONDS, ...emails]);
  const early: Held[] = [];
  const late: Held[] = [];
  for (let answered = 0; answered < total;) {
    const rates = await Promise.all([
      drive(started, { url, requests, seconds: SECONDS }),
      drive(started, { url, requests: logins, seconds: SECONDS, connections: 1 }),
      runToEnd(started, refreshing).then(Number),
    ]);
    answered += rates.reduce((sum, rate) => sum + rate) * SECONDS;
    const held = await findHeld(pid, circle.dataDir);
    if (answered > 0.1 * total && (answered <= 0.2 * total || early.length === 0)) early.push(held);
    if (answered > 0.9 * total) late.push(held);
  }
  const compare = (
    what: string,
    unit: "MB" | "files",
    read: (held: Held) => number,
  ): Finding => ({
    measure: `${what} over ${total.toLocaleString("en")} requests of all kinds, the last tenth`,
    measured: median(late.map(read)),
    unit,
    limit: { of: "the second tenth", value: median(early.map(read)) },
    toReach: { ratioAtMost: 1.05 },
  });
  return [
    compare("memory (RSS)", "MB", ({ memory }) => memory),
    compare("open files", "files", ({ descriptors }) => descriptors),
    compare("files in the data folder", "files", ({ files }) => files),
  ];
}

/** Requests of all kinds, by turns. */
async function planMix(
  circle: FilledCircle,
  server: Awaited<ReturnType<FilledCircle["serve"]>>,
  secrets: readonly string[],
): Promise<PlannedRequest[]> {
  const callers = circle.callers.slice(LOGGING_IN);
  const { home, people } = planPages({ ...circle, callers }, 4);
  const [{ token, familyId, photoId }] = await takePhotos({ ...circle, callers }, server, 1);
  const ofPhotos = ["small", "large"].map((size) => ({
    path: `/photos/${photoId}?size=${size}`,
    token,
  }));
  const ofPosts = [`posts?limit=20`, `posts?q=today`].map((path) => ({
    path: `/families/${familyId}/${path}`,
    token,
  }));
  const mix = callers.map(async (caller, at): Promise<PlannedRequest[]> => {
    const token = await circle.issue(caller);
    return [
      { path: "/profile", token },
      { path: "/family-members", token },
      { path: `/families/${caller.familyId}/people`, token },
      { path: `/feeds/${secrets[at % secrets.length]}.ics` },
      home[at]!,
      people[at]!,
      { ...home[at]!, path: `${home[at]!.path}/journal` },
      ofPhotos[at % 2]!,
      ofPosts[at % 2]!,
    ];
  });
  return (await Promise.all(mix)).flat();
}

async function findHeld(pid: number, dataDir: string): Promise<Held> {
  return {
    memory: await megabytesOf(pid),
    descriptors: await countFiles(`/proc/${pid}/fd`),
    files: await countFiles(dataDir, "-type", "f"),
  };
}

/** Deno itself reads /proc only where everything is allowed. */
async function countFiles(folder: string, ...tests: readonly string[]): Promise<number> {
  const { stdout } = await new Deno.Command("find", { args: [folder, ...tests] }).output();
  return new TextDecoder().decode(stdout).trim().split("\n").length;
}
