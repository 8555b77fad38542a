import { getLogger } from "@logtape/logtape";
import { createPeopleCache } from "../../server/people/people_cache.ts";
import type { HandlerDeps } from "../../server/server.ts";
import type { Circle } from "./circle.ts";

/** What a handler needs that only talks to the database, to call it past the server. */
export function depsOf({ db }: Pick<Circle, "db">): HandlerDeps & { readonly operator: null } {
  const deps: Partial<HandlerDeps> = {
    db,
    transaction: (work) => db.transaction().execute(work),
    urgentTransaction: (work) => db.transaction().execute(work),
    withLock: (_subjects, work) => db.transaction().execute(work),
    peopleCache: createPeopleCache(),
    log: getLogger("circle"),
    now: () => new Date(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  };
  return { ...deps as HandlerDeps, operator: null }; // the rest is for hashing, tokens and settings
}
