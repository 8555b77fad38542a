import type { PasswordCost } from "../../server/config/password_cost.ts";

/** A hash that costs next to nothing, for tests that are not about hashing; no setting allows it. */
export const CHEAP_HASH: PasswordCost = { memory: 8, passes: 1, lanes: 1 };
