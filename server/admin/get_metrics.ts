import { statfs } from "node:fs/promises";
import { VERSION } from "../../shared/version.ts";
import type { AuthDeps } from "../auth/deps.ts";
import type { Load } from "../auth/semaphore.ts";
import { countOpenSessions } from "../auth/sessions.ts";
import type { CheckedRequest, TextResult } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { PhotoDeps } from "../photos/deps.ts";
import { findLastBackup } from "./last_backup.ts";
import { mayReadMetrics } from "./metrics_access.ts";
import { type DurationMetric, type Metric, type Sample, writeMetrics } from "./prometheus.ts";

/** Dependencies of the metrics. */
export interface MetricsDeps extends AuthDeps, PhotoDeps {
  /** What a monitor on another machine has to send. */
  readonly metricsToken: string | undefined;
  readonly startedAt: Date;
}

/** The metrics of this server, for the host alone: to others there is nothing. */
export async function getMetrics(
  deps: MetricsDeps,
  { client }: CheckedRequest<"getMetrics">,
): Promise<TextResult> {
  const { config, metricsToken: token } = deps;
  if (!mayReadMetrics({ config, token }, client)) throw new Problem("not_found");
  return { text: writeMetrics([...listServer(deps), ...listCounted(deps), ...await probe(deps)]) };
}

function listServer({ now, startedAt, passwordHasher, preparePhoto }: MetricsDeps): Metric[] {
  return [
    gauge("circle_info", "The version of the server.", [[{ version: VERSION }, 1]]),
    gauge("circle_uptime_seconds", "Time since the server started.", [
      [{}, (now().getTime() - startedAt.getTime()) / 1000],
    ]),
    gauge("process_resident_memory_bytes", "Memory of the process.", [
      [{}, Deno.memoryUsage().rss],
    ]),
    gauge(
      "circle_password_hashes",
      "Passwords that are being hashed, or wait for it.",
      listLoad(passwordHasher.load()),
    ),
    gauge(
      "circle_photos_in_preparation",
      "Photos that are being prepared, or wait for it.",
      listLoad(preparePhoto.load()),
    ),
  ];
}

function listLoad({ running, waiting }: Load): Sample[] {
  return [[{ state: "running" }, running], [{ state: "waiting" }, waiting]];
}

function listCounted({ metrics }: MetricsDeps): (Metric | DurationMetric)[] {
  const routes = metrics.requests.read();
  const { durations, open } = metrics.transactions;
  return [
    {
      name: "circle_http_requests_total",
      type: "counter",
      help: "Requests that were answered, by endpoint and class of the status.",
      samples: routes.flatMap(({ method, path, statuses }) =>
        statuses.map((count, digit) => [{ method, path, status: `${digit}xx` }, count] as const)
          .filter(([, count]) => count > 0)
      ),
    },
    {
      name: "circle_http_request_duration_seconds",
      type: "histogram",
      help: "Time from the head of a request to its answer.",
      samples: routes.map(({ method, path, durations }) => [{ method, path }, durations.read()]),
    },
    gauge("circle_database_transactions", "Transactions that run, or wait for others.", [
      [{}, open()],
    ]),
    {
      name: "circle_database_transaction_duration_seconds",
      type: "histogram",
      help: "Time of a transaction, with waiting for others and retries.",
      samples: [[{}, durations.read()]],
    },
  ];
}

/** What has to be looked at; what cannot be found is left out. */
async function probe(deps: MetricsDeps): Promise<Metric[]> {
  const { dataDir, photosDir } = deps.config;
  const sessions = await countOpenSessions(deps.db, deps.now()).catch(() => undefined);
  const disks = await Promise.all([
    measureDisk("data", dataDir),
    ...photosDir === undefined ? [] : [measureDisk("photos", photosDir)],
  ]);
  const backup = await findLastBackup(dataDir);
  return [
    gauge("circle_database_up", "Whether the database answers.", [
      [{}, sessions === undefined ? 0 : 1],
    ]),
    gauge("circle_sessions", "Open sessions.", sessions === undefined ? [] : [[{}, sessions]]),
    gauge("circle_disk_free_bytes", "Space that is left for the server.", disks.flat()),
    gauge(
      "circle_last_backup_timestamp_seconds",
      "When the last backup of this data folder was made, as Unix time.",
      backup === undefined ? [] : [[{}, backup.madeAt.getTime() / 1000]],
    ),
  ];
}

async function measureDisk(folder: string, path: string): Promise<Sample[]> {
  try {
    const { bavail, bsize } = await statfs(path);
    return [[{ folder }, bavail * bsize]];
  } catch {
    return []; // not there, or the flags of `deno run` do not allow it
  }
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: "gauge", help, samples };
}
