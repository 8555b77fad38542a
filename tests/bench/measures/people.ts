import { DatabaseSync } from "node:sqlite";
import { hashSecret, newSecret } from "../../../server/auth/secrets.ts";
import { SYSTEM } from "../../../server/config/system.ts";
import type { Bench } from "../bench.ts";
import { fillCircle, type FilledCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { addPeople } from "../fill/add_people.ts";
import { drive } from "../load/drive.ts";
import { measureProcessorTime } from "../load/processor_time.ts";
import { writeRequests } from "../load/requests.ts";
import type { Started } from "../started.ts";
import { takeRounds } from "../take_rounds.ts";

const FAMILY_SIZE = 8;
const PEOPLE = 200;

/** What it costs to list the people of a large family, and to read the feed of their birthdays. */
export async function measurePeople({ started, isQuick }: Bench): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: FAMILY_SIZE });
  const secrets = furnish(circle);
  const { url, pid } = await circle.serve();
  const feeds = await planFeeds(started, url, secrets);
  const requests = {
    members: await circle.plan("/family-members"),
    people: await circle.plan(({ familyId }) => `/families/${familyId}/people?limit=${PEOPLE}`),
    ...feeds,
  };
  const seconds = isQuick ? 1 : 3;
  const measures = Object.fromEntries(
    Object.entries(requests).map(([name, requests]) => [
      name,
      () => drive(started, { url, requests, seconds }),
    ]),
  ) as Record<keyof typeof requests, () => Promise<number>>; // the same keys
  await takeRounds(1, measures);
  const rates = await takeRounds(isQuick ? 3 : 7, measures);
  const [whole, unchanged] = [
    await measureProcessorTime(pid, measures.whole, seconds),
    await measureProcessorTime(pid, measures.unchanged, seconds),
  ];
  return [
    {
      measure: `\`GET /families/{id}/people\` of ${PEOPLE}`,
      measured: rates.people,
      unit: "/s",
      limit: { of: `GET /family-members of ${FAMILY_SIZE}`, value: rates.members },
      toReach: { ratioAtLeast: 0.5 },
    },
    {
      measure: `feed of ${PEOPLE} people, processor time`,
      measured: whole,
      unit: "ms",
      toReach: { atMost: 5 },
    },
    {
      measure: "the same where nothing has changed (304)",
      measured: unchanged,
      unit: "ms",
      toReach: { atMost: 1 },
    },
  ];
}

/** Gives every family so many people, and a feed; returns the secrets of the feeds. */
function furnish({ dataDir, callers }: FilledCircle): string[] {
  using database = new DatabaseSync(`${dataDir}/circle.db`);
  const founders = new Map(callers.map(({ familyId, accountId }) => [familyId, accountId]));
  database.exec("BEGIN");
  const insert = database.prepare(
    "insert into feeds (id, family_id, account_id, hash, name, created_at) values (?, ?, ?, ?, ?, ?)",
  );
  const secrets = [...founders].map(([familyId, accountId]) => {
    addPeople(database, familyId, PEOPLE - FAMILY_SIZE);
    const secret = `circle_feed_${newSecret(SYSTEM)}`;
    insert.run(
      ...[crypto.randomUUID(), familyId, accountId, hashSecret(secret), "phone"],
      new Date().toISOString(),
    );
    return secret;
  });
  database.exec("COMMIT");
  return secrets;
}

/** Requests for whole feeds, and for those that the client has already. */
async function planFeeds(started: Started, url: string, secrets: readonly string[]) {
  const paths = secrets.map((secret) => `/feeds/${secret}.ics`);
  const known = [];
  for (const path of paths) {
    const response = await fetch(url + path);
    await response.body?.cancel();
    known.push({ path, ifNoneMatch: response.headers.get("etag")! });
  }
  return {
    whole: await writeRequests(started, paths.map((path) => ({ path }))),
    unchanged: await writeRequests(started, known),
  };
}
