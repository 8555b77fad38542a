import { TELLS_MEMORY } from "../../support/memory_of.ts";
import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { median } from "../median.ts";
import { megabytesOf } from "../megabytes_of.ts";

/** Whether memory grows with requests: what the server holds early, once it is warm, and late. */
export async function measureMemory(
  { started, effort: { seconds, share } }: Bench,
): Promise<Finding[]> {
  if (!TELLS_MEMORY) return [];
  const total = 1_000_000 * share;
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 });
  const { url, pid } = await circle.serve();
  const atRest = await megabytesOf(pid);
  const requests = await circle.plan("/profile");
  const early: number[] = [];
  const late: number[] = [];
  for (let answered = 0; answered < total;) {
    answered += await drive(started, { url, requests, seconds: Math.min(seconds, 1) });
    const held = await megabytesOf(pid);
    // The first tenth is for V8 to see what is hot, and for its heap to find its size.
    if (answered > 0.1 * total && (answered <= 0.2 * total || early.length === 0)) early.push(held);
    if (answered > 0.9 * total) late.push(held);
  }
  return [{
    measure: "memory at rest, just started (RSS)",
    measured: atRest,
    unit: "MB",
    toReach: { atMost: 90 },
  }, {
    measure: `memory over ${total.toLocaleString("en")} requests (RSS), the last tenth`,
    measured: median(late),
    unit: "MB",
    limit: { of: "the second tenth", value: median(early) },
    toReach: { ratioAtMost: 1.05 },
  }];
}
