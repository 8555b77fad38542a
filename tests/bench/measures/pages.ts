import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import { planPages } from "../plan_pages.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { writeRequests } from "../load/requests.ts";
import { takeRounds } from "../take_rounds.ts";

const FAMILY_SIZE = 8;
const PEOPLE = 20;

/** What it costs to show the page of a family, beside the list of its members by the API. */
export async function measurePages(
  { started, effort: { warmUps, rounds, seconds } }: Bench,
): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: FAMILY_SIZE });
  const { home, people } = planPages(circle, PEOPLE - FAMILY_SIZE);
  const { url } = await circle.serve();
  const requests = {
    members: await circle.plan("/family-members"),
    home: await writeRequests(started, home),
    people: await writeRequests(started, people),
  };
  const measures = {
    members: () => drive(started, { url, requests: requests.members, seconds }),
    home: () => drive(started, { url, requests: requests.home, seconds }),
    people: () => drive(started, { url, requests: requests.people, seconds }),
  };
  await takeRounds(warmUps, measures);
  const rates = await takeRounds(rounds, measures);
  const limit = { of: `GET /family-members of ${FAMILY_SIZE}`, value: rates.members };
  return [
    {
      measure: `page of a family with ${PEOPLE} people`,
      measured: rates.home,
      unit: "/s",
      limit,
      toReach: { ratioAtLeast: 0.6 },
    },
    { measure: "page of its people", measured: rates.people, unit: "/s", limit },
  ];
}
