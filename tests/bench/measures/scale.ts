import type { Bench } from "../bench.ts";
import { sizesInPostgres, sizesInSqlite } from "../fill/table_sizes.ts";
import { fillCircle, type FilledCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { startPostgresDatabase } from "../postgres_database.ts";
import { benchProgram, runToEnd } from "../programs.ts";
import { takeRounds } from "../take_rounds.ts";

/** Sessions that are refreshed at once. */
const SESSIONS = 16;

/** What `docs/scale.md` reckons with: bytes of a family in each table, and refreshes a second. */
export async function measureScale(bench: Bench): Promise<Finding[]> {
  const { started, effort: { share } } = bench;
  const postgres = await startPostgresDatabase(started);
  if (postgres === undefined) throw new Error("PostgreSQL is not installed");
  const families = 20_000 * share;
  const life = { devices: 2, hasHistory: true, callers: SESSIONS };
  const population = { accounts: families * 5, familySize: 5, ...life };
  const onPostgres = await fillCircle(started, population, postgres.url);
  const onSqlite = await fillCircle(started, population);
  const inSqlite = sizesInSqlite(`${onSqlite.dataDir}/circle.db`);
  const sizes = (await sizesInPostgres(postgres.url)).map(({ table, rows, bytes }): Finding => ({
    measure: `\`${table}\` on PostgreSQL, ${Math.round(rows / families)} a family`,
    measured: bytes / families,
    unit: "bytes",
    limit: { of: "SQLite", value: inSqlite.get(table)! / families },
  }));
  return [...sizes, await measureRefreshes(bench, onPostgres, onSqlite)];
}

async function measureRefreshes(
  { started, effort: { rounds, seconds } }: Bench,
  onPostgres: FilledCircle,
  onSqlite: FilledCircle,
): Promise<Finding> {
  const refresh = async (circle: FilledCircle) => {
    const { url } = await circle.serve();
    const emails = circle.callers.slice(0, SESSIONS).map(({ email }) => email);
    const client = benchProgram("load/refresh_client.ts", [url, seconds, ...emails]);
    return async () => Number(await runToEnd(started, client));
  };
  const { postgres, sqlite } = await takeRounds(rounds, {
    postgres: await refresh(onPostgres),
    sqlite: await refresh(onSqlite),
  });
  return {
    measure: "`POST /token/refresh`, one process, PostgreSQL (fsync off)",
    measured: postgres,
    unit: "/s",
    limit: { of: "SQLite", value: sqlite },
  };
}
