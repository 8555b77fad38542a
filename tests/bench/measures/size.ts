import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Population } from "../fill/fill.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { takeRounds } from "../take_rounds.ts";

/** Whether a large database makes a server slower, with as many callers and with more. */
export async function measureSize(bench: Bench): Promise<Finding[]> {
  const { warmUps, rounds, share } = bench.effort;
  const accounts = 1_000_000 * share;
  const callers = Math.max(1_000, 20_000 * share);
  const small = await prepare(bench, { accounts: 1_000, familySize: 8 });
  const large = await prepare(bench, { accounts, familySize: 8, callers });
  const measures = {
    small: await small(1_000),
    large: await large(1_000),
    busy: await large(callers),
  };
  await takeRounds(warmUps, measures);
  const rates = await takeRounds(rounds, measures);
  const limit = { of: "with 1,000 accounts", value: rates.small };
  const measure = `\`GET /profile\` with ${accounts.toLocaleString("en")} accounts`;
  return [
    { measure, measured: rates.large, unit: "/s", limit, toReach: { ratioAtLeast: 0.9 } },
    {
      measure: `the same, ${callers.toLocaleString("en")} callers instead of 1,000`,
      measured: rates.busy,
      unit: "/s",
      limit,
    },
  ];
}

/**
 * A population, to be asked by so many of its callers: each number of them asks a server of its
 * own, so that the pages that one of those keeps in memory are theirs.
 */
async function prepare({ started, effort: { seconds } }: Bench, population: Population) {
  const circle = await fillCircle(started, population);
  return async (callers: number) => {
    const { url } = await circle.serve();
    const requests = await circle.plan("/profile", callers);
    return () => drive(started, { url, requests, seconds });
  };
}
