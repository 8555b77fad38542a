import { TELLS_MEMORY } from "../../support/memory_of.ts";
import type { Bench } from "../bench.ts";
import { planPages } from "../plan_pages.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { writeRequests } from "../load/requests.ts";
import { megabytesOf } from "../megabytes_of.ts";
import { benchProgram, type Program, runToEnd, startListening } from "../programs.ts";
import type { Started } from "../started.ts";
import { takeRounds } from "../take_rounds.ts";

/** Latency of other requests during repeated storms of 64 logins, and the memory afterwards. */
export async function measureStorm(
  { started, effort: { rounds, seconds } }: Bench,
): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 });
  const { home } = planPages(circle, 12); // beside 8 members
  const { url, pid } = await circle.serve();
  const bare = await startListening(started, benchProgram("limits/bare_deno.ts", []));
  const requests = await circle.plan("/profile");
  const pages = await writeRequests(started, home);
  const plain = await writeRequests(started, [{ path: "/" }]);
  const peaks = await takeRounds(Math.ceil(rounds / 3), {
    answers: () => drive(started, { url, requests, seconds }),
    pages: () => drive(started, { url, requests: pages, seconds }),
  });
  const pace = { rate: Math.max(1, Math.round(peaks.answers / 10)), seconds: 3 * seconds };
  const pageRate = Math.max(1, Math.round(peaks.pages / 10));
  const logins = await circle.planLogins();
  const storm = benchProgram("load/storm_client.ts", [url, pace.seconds, logins], logins);
  const hashing = benchProgram("limits/argon2.ts", [pace.seconds]);
  const { ours, shown, machines } = await takeRounds(Math.ceil(rounds / 2), {
    ours: () => timeDuring(started, storm, { url, requests, ...pace }),
    shown: () => timeDuring(started, storm, { url, requests: pages, ...pace, rate: pageRate }),
    machines: () => timeDuring(started, hashing, { url: bare, requests: plain, ...pace }),
  });
  return [
    {
      measure: `p99 of \`GET /profile\` at ${pace.rate}/s while 64 log in at once`,
      measured: ours,
      unit: "ms",
      limit: { of: "bare Deno.serve beside raw Argon2id", value: machines },
      toReach: { atMost: 25 },
    },
    {
      measure: `p99 of a family's page at ${pageRate}/s while 64 log in at once`,
      measured: shown,
      unit: "ms",
      limit: { of: "bare Deno.serve beside raw Argon2id", value: machines },
      toReach: { atMost: 25 },
    },
    ...TELLS_MEMORY
      ? [
        {
          measure: "memory after the storm (RSS)",
          measured: await megabytesOf(pid),
          unit: "MB",
          toReach: { atMost: 140 },
        } as const,
      ]
      : [],
  ];
}

interface Pace {
  readonly url: string;
  readonly requests: string;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
}

/** Milliseconds that 99 of 100 answers took at most while a program ran. */
async function timeDuring(
  started: Started,
  program: Program,
  { url, requests, rate, seconds }: Pace,
): Promise<number> {
  const client = benchProgram("load/paced_client.ts", [url, rate, seconds, requests], requests);
  const [delay] = await Promise.all([runToEnd(started, client), runToEnd(started, program)]);
  return Number(delay);
}
