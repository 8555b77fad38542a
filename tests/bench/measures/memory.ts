import { TELLS_MEMORY } from "../../support/memory_of.ts";
import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { megabytesOf } from "../megabytes_of.ts";

/** Whether memory grows with requests: what the server holds after the first tenth, and at the end. */
export async function measureMemory({ started, isQuick }: Bench): Promise<Finding[]> {
  if (!TELLS_MEMORY) return [];
  const total = isQuick ? 100_000 : 1_000_000;
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 });
  const { url, pid } = await circle.serve();
  const requests = await circle.plan("/profile");
  let answered = 0;
  const askFor = async (count: number) => {
    while (answered < count) {
      answered += await drive(started, { url, requests, seconds: 1 });
    }
    return await megabytesOf(pid);
  };
  const early = await askFor(total / 10);
  const late = await askFor(total);
  return [{
    measure: `memory after ${total.toLocaleString("en")} requests (RSS)`,
    measured: late,
    unit: "MB",
    limit: { of: "after the first tenth", value: early },
    toReach: { ratioAtMost: 1.05 },
  }];
}
