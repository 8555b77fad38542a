import { DatabaseSync } from "node:sqlite";
import type { Bench } from "../bench.ts";
import { fillCircle, type FilledCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { addPosts, wordAt } from "../fill/add_posts.ts";
import { drive } from "../load/drive.ts";
import { measureProcessorTime } from "../load/processor_time.ts";
import type { ServerProcess } from "../../support/server_process.ts";
import { takeRounds } from "../take_rounds.ts";

/** Posts of a journal that has just begun, and of one that was written for decades. */
const [FEW, MANY] = [100, 10_000];

const AT_MOST = { atMost: 20 } as const;
const unit = "ms" as const;

/** What it costs to read a page of a long journal, and to find words in it. */
export async function measureJournal(
  { started, effort: { warmUps, rounds, seconds, share } }: Bench,
): Promise<Finding[]> {
  const circles = [
    await fillCircle(started, { accounts: 8, familySize: 8 }),
    await fillCircle(started, { accounts: 8, familySize: 8 }),
  ] as const;
  const [few, many] = circles;
  tell(few, FEW);
  const posts = MANY * Math.min(1, 10 * share); // all of them also with --quick
  tell(many, posts);
  const [short, long] = [await few.serve(), await many.serve()];
  const ask = async (circle: FilledCircle, { url, pid }: ServerProcess, query: string) => {
    const requests = await circle.plan(({ familyId }) => `/families/${familyId}/posts?${query}`);
    const ask = () => drive(started, { url, requests, seconds });
    return () => measureProcessorTime(pid, ask, seconds);
  };
  const pages = {
    few: await ask(few, short, "limit=20"),
    many: await ask(many, long, "limit=20"),
  };
  await takeRounds(warmUps, pages);
  const times = await takeRounds(rounds, pages);
  const search = async (found: string, words: string, toReach?: Finding["toReach"]) => {
    const measure = await ask(many, long, `limit=20&q=${encodeURIComponent(words)}`);
    await measure();
    const measured = await measure();
    return { measure: `search in it for ${found}`, measured, unit, toReach };
  };
  return [
    {
      measure: `page of 20 of ${posts.toLocaleString("en")} posts and ${
        (4 * posts).toLocaleString("en")
      } comments, processor time`,
      measured: times.many,
      unit,
      limit: { of: `of ${FEW} posts`, value: times.few },
      toReach: { ratioAtMost: 1.3 },
    },
    await search("a rare word", wordAt(2_000), AT_MOST),
    await search("two common words", `${wordAt(5)} ${wordAt(60)}`, AT_MOST),
    await search("the most common word", wordAt(1), AT_MOST),
    await search("what many words begin with", "w1", AT_MOST),
    await search("a word of every text", "today"),
  ];
}

function tell({ dataDir, callers }: FilledCircle, posts: number): void {
  using database = new DatabaseSync(`${dataDir}/circle.db`);
  const [{ familyId, accountId: authorId }] = callers as [FilledCircle["callers"][0]];
  database.exec("BEGIN");
  addPosts(database, { familyId, authorId }, posts);
  database.exec("COMMIT");
}
