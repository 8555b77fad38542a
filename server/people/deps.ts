import type { Deps } from "../http/deps.ts";
import type { AttemptCounter } from "./attempt_counter.ts";
import type { PeopleCache } from "./people_cache.ts";

/** Dependencies of the handlers of people and feeds. */
export interface PeopleDeps extends Deps {
  /** Requests for unknown feeds, by network. */
  readonly unknownFeeds: AttemptCounter;
  readonly peopleCache: PeopleCache;
}
