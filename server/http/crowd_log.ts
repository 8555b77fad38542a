import type { Logger } from "@logtape/logtape";
import { MINUTE } from "../database/timestamps.ts";
import type { Crowd } from "./connections.ts";

/**
 * Creates the log of connections that are ended for others. The first is logged at once; further
 * ones are not, until for a minute, or the `quiet` time in ms, there were none.
 */
export function createCrowdLog(log: Logger, quiet = MINUTE): (crowd: Crowd) => void {
  let quietAt = 0;
  return ({ limit, network, waiting }) => {
    const now = performance.now();
    if (now >= quietAt) {
      log.warn("too many connections", {
        limit,
        most_from: network,
        waiting,
        advice: "those that wait longest are ended; if this is no attack, allow 2048 open files",
      });
    }
    quietAt = now + quiet;
  };
}
