import { formatCost, parseStoredCost, type PasswordCost } from "../config/password_cost.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";

/** The costs of the hashes that accounts have, as far as they were seen. */
export async function listPasswordCosts(db: Db): Promise<PasswordCost[]> {
  return (await listCosts(db)).map(({ cost }) => parseStoredCost(cost));
}

const listCosts = preparedQuery((db) => db.selectFrom("password_costs").select("cost"));

/** Adds a cost that a stored hash was seen to have. */
export async function addPasswordCost(tx: Db, cost: PasswordCost): Promise<void> {
  await tx.insertInto("password_costs").values({ cost: formatCost(cost) })
    .onConflict((conflict) => conflict.doNothing()).execute();
}

/** Forgets the costs that no stored hash has any more. */
export async function deleteUnusedCosts(tx: Db): Promise<void> {
  for (const { cost } of await listCosts(tx)) {
    const account = await tx.selectFrom("accounts").select("id")
      .where("password_hash", "like", `$argon2id$v=19$${cost}$%`).limit(1).executeTakeFirst();
    if (!account) await tx.deleteFrom("password_costs").where("cost", "=", cost).execute();
  }
}
