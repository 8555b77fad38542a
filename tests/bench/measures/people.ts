import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { measureProcessorTime } from "../load/processor_time.ts";
import { addFeeds, planFeeds } from "../plan_feeds.ts";
import { takeRounds } from "../take_rounds.ts";

const FAMILY_SIZE = 8;
const PEOPLE = 200;

/** What it costs to list the people of a large family, and to read the feed of their birthdays. */
export async function measurePeople(
  { started, effort: { warmUps, rounds, seconds } }: Bench,
): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: FAMILY_SIZE });
  const secrets = addFeeds(circle, PEOPLE - FAMILY_SIZE);
  const { url, pid } = await circle.serve();
  const feeds = await planFeeds(started, url, secrets);
  const requests = {
    members: await circle.plan("/family-members"),
    people: await circle.plan(({ familyId }) => `/families/${familyId}/people?limit=${PEOPLE}`),
    ...feeds,
  };
  const measures = Object.fromEntries(
    Object.entries(requests).map(([name, requests]) => [
      name,
      () => drive(started, { url, requests, seconds }),
    ]),
  ) as Record<keyof typeof requests, () => Promise<number>>; // the same keys
  await takeRounds(warmUps, measures);
  const rates = await takeRounds(rounds, measures);
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
