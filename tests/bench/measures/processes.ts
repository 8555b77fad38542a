import { balance, NGINX } from "../balance.ts";
import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { takeRounds } from "../take_rounds.ts";

/** Connections that ask, over all processes. */
const CONNECTIONS = 16;

/** What two server processes on one SQLite file answer, beside one. */
export async function measureProcesses({ started, isQuick }: Bench): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 });
  const [first, second] = [(await circle.serve()).url, (await circle.serve()).url];
  const [profile, logins] = [await circle.plan("/profile"), await circle.planLogins()];
  const ask = (requests: string, ...urls: readonly string[]) => async () => {
    const plan = {
      requests,
      seconds: isQuick ? 2 : 4,
      connections: CONNECTIONS / urls.length,
    };
    const rates = await Promise.all(urls.map((url) => drive(started, { url, ...plan })));
    return rates.reduce((sum, rate) => sum + rate);
  };
  const pairs = [
    pair("`GET /profile`", ask(profile, first), ask(profile, first, second)),
    pair("`POST /login`", ask(logins, first), ask(logins, first, second)),
  ];
  if (NGINX) {
    const [alone, both] = [
      await balance(started, [first]),
      await balance(started, [first, second]),
    ];
    pairs.push(pair("`GET /profile` through nginx", ask(profile, alone), ask(profile, both)));
  }
  const findings: Finding[] = [];
  for (const { measure, ...measures } of pairs) {
    await takeRounds(1, measures);
    const { one, two } = await takeRounds(isQuick ? 3 : 7, measures);
    findings.push({
      measure: `${measure}, two processes`,
      measured: two,
      unit: "/s",
      limit: { of: "one process", value: one },
    });
  }
  return findings;
}

function pair(measure: string, one: () => Promise<number>, two: () => Promise<number>) {
  return { measure, one, two };
}
