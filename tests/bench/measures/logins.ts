import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { benchProgram, runToEnd } from "../programs.ts";
import { takeRounds } from "../take_rounds.ts";

/** Logins a second, beside how many passwords the cores can hash. */
export async function measureLogins(
  { started, effort: { rounds, seconds } }: Bench,
): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 });
  const { url } = await circle.serve();
  const requests = await circle.planLogins();
  const { logins, hashes } = await takeRounds(rounds, {
    logins: () => drive(started, { url, requests, seconds }),
    hashes: async () =>
      Number(await runToEnd(started, benchProgram("limits/argon2.ts", [seconds]))),
  });
  return [{
    measure: "`POST /login`",
    measured: logins,
    unit: "/s",
    limit: { of: "raw Argon2id on all cores", value: hashes },
    toReach: { ratioAtLeast: 0.9 },
  }];
}
