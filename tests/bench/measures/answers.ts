import type { Bench } from "../bench.ts";
import { fillCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { writeRequests } from "../load/requests.ts";
import { benchProgram, startListening } from "../programs.ts";
import { takeRounds } from "../take_rounds.ts";

/** Answers a second of one server on SQLite, beside servers that do nothing but answer. */
export async function measureAnswers(
  { started, effort: { warmUps, rounds, seconds } }: Bench,
): Promise<Finding[]> {
  const circle = await fillCircle(started, { accounts: 1_000, familySize: 8 });
  const { url } = await circle.serve();
  const deno = await startListening(started, benchProgram("limits/bare_deno.ts", []));
  const node = await startListening(started, benchProgram("limits/bare_node.ts", []));
  const plain = await writeRequests(started, [{ path: "/" }]);
  const [profile, members] = [await circle.plan("/profile"), await circle.plan("/family-members")];
  const ask = (url: string, requests: string) => () => drive(started, { url, requests, seconds });
  const measures = {
    deno: ask(deno, plain),
    node: ask(node, plain),
    profile: ask(url, profile),
    members: ask(url, members),
  };
  await takeRounds(warmUps, measures); // lets V8 see what is hot
  const rates = await takeRounds(rounds, measures);
  const limit = { of: "bare Deno.serve", value: rates.deno };
  const unit = "/s";
  return [
    { measure: "fixed bytes by bare `node:http`", measured: rates.node, unit, limit },
    {
      measure: "`GET /profile`, one process, SQLite",
      measured: rates.profile,
      unit,
      limit,
      toReach: { ratioAtLeast: 0.3 },
    },
    {
      measure: "the same beside bare `node:http`",
      measured: rates.profile,
      unit,
      limit: { of: "bare node:http", value: rates.node },
      toReach: { ratioAtLeast: 0.65 },
    },
    {
      measure: "`GET /family-members`, family of 8",
      measured: rates.members,
      unit,
      limit,
      toReach: { ratioAtLeast: 0.2 },
    },
  ];
}
