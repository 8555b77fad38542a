import { findProgram } from "../../support/find_program.ts";
import { ROOT } from "../../support/source_files.ts";
import { benchProgram, runToEnd } from "../programs.ts";
import type { Started } from "../started.ts";

/** Default number of concurrent connections. */
const CONNECTIONS = 16;

const WRK = findProgram("wrk");

/** What asks, to be said beside the figures. */
export const GENERATOR = WRK === undefined
  ? `the bench's own client, ${CONNECTIONS} connections: install wrk for exacter figures`
  : `wrk -t1 -c${CONNECTIONS}`;

/** Where to ask what, and for how long. */
export interface Drive {
  readonly url: string;
  /** As `writeRequests` writes them. */
  readonly requests: string;
  readonly seconds: number;
  /** How many ask at once. */
  readonly connections?: number;
}

/** Asks a server as fast as it answers, from a process of its own: answers a second. */
export async function drive(
  started: Started,
  { url, requests, seconds, connections = CONNECTIONS }: Drive,
): Promise<number> {
  if (WRK === undefined || seconds < 1) { // wrk counts whole seconds
    const args = [url, seconds, connections, requests];
    const client = benchProgram("load/steady_client.ts", args, requests);
    return Number(await runToEnd(started, client));
  }
  const script = `${ROOT}/tests/bench/load/requests.lua`;
  const output = await runToEnd(started, {
    program: WRK,
    args: [
      "-t1",
      `-c${connections}`,
      `-d${seconds}s`,
      "--timeout",
      "60s",
      "-s",
      script,
      url,
      "--",
      requests,
    ],
  });
  const rate = /^Requests\/sec: +([\d.]+)$/m.exec(output)?.[1];
  if (rate === undefined || /Non-2xx|Socket errors/.test(output)) {
    throw new Error(`not all was answered as it should: ${output}`);
  }
  return Number(rate);
}
