import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { startPostgresDatabase } from "../postgres_database.ts";
import { benchProgram, runToEnd } from "../programs.ts";
import { takeRounds } from "../take_rounds.ts";

/** Connections that a server keeps. */
const CONNECTIONS = 10;

/** Answers a second of one server on PostgreSQL, beside point reads over as many connections. */
export async function measurePostgres(
  { started, effort: { warmUps, rounds, seconds } }: Bench,
): Promise<Finding[]> {
  const postgres = await startPostgresDatabase(started);
  if (postgres === undefined) {
    console.error("PostgreSQL is not installed: its rows are left out");
    return [];
  }
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 }, postgres.url);
  const { url } = await circle.serve();
  const [profile, members] = [await circle.plan("/profile"), await circle.plan("/family-members")];
  const ids = circle.callers.map(({ accountId }) => accountId);
  const reading = benchProgram("limits/point_reads.ts", [
    postgres.url,
    seconds,
    CONNECTIONS,
    ...ids,
  ]);
  const measures = {
    profile: () => drive(started, { url, requests: profile, seconds }),
    members: () => drive(started, { url, requests: members, seconds }),
    reads: async () => Number(await runToEnd(started, reading)),
  };
  await takeRounds(warmUps, measures);
  const rates = await takeRounds(rounds, measures);
  const limit = { of: `point reads by pg, ${CONNECTIONS} connections`, value: rates.reads };
  return [
    {
      measure: `\`GET /profile\`, one process, ${postgres.version}`,
      measured: rates.profile,
      unit: "/s",
      limit,
      toReach: { ratioAtLeast: 0.3 },
    },
    {
      measure: "`GET /family-members`, family of 8, PostgreSQL",
      measured: rates.members,
      unit: "/s",
      limit,
    },
  ];
}
