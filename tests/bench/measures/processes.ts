import { balance, NGINX } from "../balance.ts";
import type { Bench } from "../bench.ts";
import { fillCircle, type FilledCircle } from "../filled_circle.ts";
import type { Finding } from "../finding.ts";
import { drive } from "../load/drive.ts";
import { startPostgresDatabase } from "../postgres_database.ts";
import { takeRounds } from "../take_rounds.ts";

/** Connections that ask, over all processes. */
const CONNECTIONS = 16;

/** What two server processes on one database answer, beside one. */
export async function measureProcesses(bench: Bench): Promise<Finding[]> {
  const { started } = bench;
  const population = { accounts: 1_000, familySize: 8 };
  const onSqlite = await compareWithOne(bench, "SQLite", await fillCircle(started, population));
  const postgres = await startPostgresDatabase(started);
  if (postgres === undefined) return onSqlite;
  const circle = await fillCircle(started, population, postgres.url);
  return [...onSqlite, ...await compareWithOne(bench, postgres.version, circle)];
}

async function compareWithOne(
  bench: Bench,
  database: string,
  circle: FilledCircle,
): Promise<Finding[]> {
  const { started } = bench;
  const two = [(await circle.serve()).url, (await circle.serve()).url];
  const one = two.slice(0, 1);
  const [profile, logins] = [await circle.plan("/profile"), await circle.planLogins()];
  const on = (what: string) => `${what}, two processes, ${database}`;
  const findings = [
    await compare(bench, on("`GET /profile`"), { requests: profile, one, two }),
    await compare(bench, on("`POST /login`"), { requests: logins, one, two }),
  ];
  if (!NGINX) return findings;
  const behind = { one: [await balance(started, one)], two: [await balance(started, two)] };
  const through = on("`GET /profile` through nginx");
  return [...findings, await compare(bench, through, { requests: profile, ...behind })];
}

interface Ways {
  readonly requests: string;
  /** Where one process is asked, and where two are. */
  readonly one: readonly string[];
  readonly two: readonly string[];
}

async function compare(
  { started, effort: { warmUps, rounds, seconds } }: Bench,
  measure: string,
  { requests, one, two }: Ways,
): Promise<Finding> {
  const plan = { requests, seconds };
  const measures = {
    one: () => driveAll(started, one, plan),
    two: () => driveAll(started, two, plan),
  };
  await takeRounds(warmUps, measures); // lets V8 see what is hot
  const rates = await takeRounds(rounds, measures);
  const limit = { of: "one process", value: rates.one };
  return { measure, measured: rates.two, unit: "/s", limit };
}

/** Sends requests to several addresses concurrently, with the connections spread over them. */
async function driveAll(
  started: Bench["started"],
  urls: readonly string[],
  plan: { readonly requests: string; readonly seconds: number },
): Promise<number> {
  const connections = CONNECTIONS / urls.length;
  const rates = await Promise.all(
    urls.map((url) => drive(started, { url, connections, ...plan })),
  );
  return rates.reduce((sum, rate) => sum + rate);
}
