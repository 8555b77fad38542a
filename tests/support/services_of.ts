import { getLogger } from "@logtape/logtape";
import type { Services } from "../../server/auth/deps.ts";
import type { Circle } from "./circle.ts";

/** What a handler needs that only talks to the database, to call it past the server. */
export function servicesOf({ db }: Circle): Services {
  const services: Partial<Services> = {
    db,
    transaction: (work) => db.transaction().execute(work),
    log: getLogger("circle"),
    now: () => new Date(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  };
  return services as Services; // the rest is for hashing, tokens and settings
}
