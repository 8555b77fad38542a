import { listPasswordCosts, listUsedCosts } from "../auth/password_costs.ts";
import type { Config } from "../config/config.ts";
import type { Db } from "../database/database.ts";

/** The costs of hashes that a server may have: each login does the work of all of them. */
const MAX_COSTS = 6;

const TOO_MANY =
  `A server has hashes of at most ${MAX_COSTS} kinds and costs, since each login does the work of ` +
  "all. Leave this hash out, and make a reset code for the account";

/** Takes a kind and cost of hashes in, or returns why there is no room for it. */
export type TakeCost = (cost: string) => string | undefined;

/** Opens the room for further costs. A cost that no hash has any more leaves within an hour. */
export async function openCostRoom(
  db: Db,
  config: Pick<Config, "passwordCost">,
): Promise<TakeCost> {
  const present = new Set(await listPasswordCosts(db));
  const later = present.intersection(await listUsedCosts(db, config));
  return (cost) => {
    const hasRoom = present.has(cost) || present.size < MAX_COSTS;
    const hasRoomLater = later.has(cost) || later.size < MAX_COSTS;
    if (hasRoomLater) later.add(cost);
    if (!hasRoom) return hasRoomLater ? `${TOO_MANY}, or try again in an hour.` : `${TOO_MANY}.`;
    present.add(cost);
  };
}
