import type { Deps } from "../http/deps.ts";
import type { AttemptCounter } from "./attempt_counter.ts";
import type { PeopleCache } from "./people_cache.ts";

/** What the handlers of people and feeds work with. */
export interface PeopleDeps extends Deps {
  /** Requests for feeds that there are not, by the network that they come from. */
  readonly unknownFeeds: AttemptCounter;
  readonly peopleCache: PeopleCache;
}
