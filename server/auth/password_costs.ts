import type { Config } from "../config/config.ts";
import { formatCost } from "../config/password_cost.ts";
import type { Transaction } from "kysely";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Tables } from "../database/tables.ts";
import type { AuthDeps } from "./deps.ts";
import { readStoredHash } from "./stored_hash.ts";

/** Accounts that are read at once. */
const BATCH = 1000;

/** The known kinds and costs of stored password hashes. */
export async function listPasswordCosts(db: Db): Promise<string[]> {
  return (await listCosts(db)).map(({ cost }) => cost);
}

const listCosts = preparedQuery((db) => db.selectFrom("password_costs").select("cost"));

/** Adds a cost to the known ones. */
export async function addPasswordCost(
  { db, transaction }: Pick<AuthDeps, "db" | "transaction">,
  cost: string,
): Promise<void> {
  if ((await listPasswordCosts(db)).includes(cost)) return;
  await transaction((tx) => insertPasswordCosts(tx, [cost]));
}

/** Adds costs to the known ones, in the transaction that adds hashes of them. */
export async function insertPasswordCosts(
  tx: Transaction<Tables>,
  costs: readonly string[],
): Promise<void> {
  if (costs.length === 0) return;
  await tx.insertInto("password_costs").values(costs.map((cost) => ({ cost })))
    .onConflict((conflict) => conflict.doNothing()).execute();
}

/** Updates the known costs to those of stored hashes and of new ones. */
export async function updatePasswordCosts(
  { db, transaction, config }: Pick<AuthDeps, "db" | "transaction" | "config">,
): Promise<void> {
  const known = await listPasswordCosts(db); // before the hashes are read
  const used = await listUsedCosts(db, config);
  const unused = known.filter((cost) => !used.has(cost));
  const missing = [...used].filter((cost) => !known.includes(cost));
  if (unused.length === 0 && missing.length === 0) return;
  await transaction(async (tx) => {
    if (unused.length > 0) {
      await tx.deleteFrom("password_costs").where("cost", "in", unused).execute();
    }
    await insertPasswordCosts(tx, missing);
  });
}

/** The costs of all stored hashes that a login can verify, and of new hashes. */
export async function listUsedCosts(
  db: Db,
  { passwordCost }: Pick<Config, "passwordCost">,
): Promise<Set<string>> {
  const costs = new Set([formatCost(passwordCost)]);
  let last = "";
  while (true) {
    const rows = await db.selectFrom("accounts").select(["id", "password_hash"])
      .where("id", ">", last).orderBy("id").limit(BATCH).execute();
    for (const { password_hash } of rows) {
      const stored = readStoredHash(password_hash);
      if (stored) costs.add(stored.cost);
    }
    if (rows.length < BATCH) return costs;
    last = rows.at(-1)!.id;
  }
}
