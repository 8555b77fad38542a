import type { Bench } from "../bench.ts";
import { fillCircle, type FilledCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { runToEnd } from "../programs.ts";
import { takeRounds } from "../take_rounds.ts";
import { EMPTY, timeOf } from "../time_of.ts";

/** How long a server takes until it is ready, on a database that is there. */
export async function measureStart({ started, effort }: Bench): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 });
  const { ready, empty } = await takeRounds(2 * effort.rounds, {
    ready: () => timeStart(circle),
    empty: () => timeOf(() => runToEnd(started, EMPTY)),
  });
  return [{
    measure: "server start until `/ready`",
    measured: ready,
    unit: "ms",
    limit: { of: "empty deno run", value: empty },
    toReach: { atMost: 250 },
  }];
}

async function timeStart(circle: FilledCircle): Promise<number> {
  const startedAt = performance.now();
  await using server = await circle.serve();
  const { status } = await server.call("GET", "/ready");
  const elapsed = performance.now() - startedAt;
  if (status !== 200) throw new Error(`/ready answers ${status}`);
  return elapsed;
}
