import { formatCost, parseStoredCost, type PasswordCost } from "../config/password_cost.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { AuthDeps } from "./deps.ts";
import { readStoredHash } from "./stored_hash.ts";

/** Accounts that are read at once. */
const BATCH = 1000;

/** The known costs of stored password hashes. */
export async function listPasswordCosts(db: Db): Promise<PasswordCost[]> {
  return (await listCosts(db)).map(({ cost }) => parseStoredCost(cost));
}

const listCosts = preparedQuery((db) => db.selectFrom("password_costs").select("cost"));

/** Adds a cost to the known ones. */
export async function addPasswordCost(
  { db, transaction }: Pick<AuthDeps, "db" | "transaction">,
  cost: PasswordCost,
): Promise<void> {
  const added = formatCost(cost);
  if ((await listCosts(db)).some((known) => known.cost === added)) return;
  await transaction((tx) =>
    tx.insertInto("password_costs").values({ cost: added })
      .onConflict((conflict) => conflict.doNothing()).execute()
  );
}

/** Updates the known costs to those of stored hashes and of new ones. */
export async function updatePasswordCosts(
  { db, transaction, config }: Pick<AuthDeps, "db" | "transaction" | "config">,
): Promise<void> {
  const known = (await listCosts(db)).map(({ cost }) => cost); // before the hashes are read
  const stored = await readStoredCosts(db);
  stored.add(formatCost(config.passwordCost));
  const unused = known.filter((cost) => !stored.has(cost));
  const missing = [...stored].filter((cost) => !known.includes(cost));
  if (unused.length === 0 && missing.length === 0) return;
  await transaction(async (tx) => {
    if (unused.length > 0) {
      await tx.deleteFrom("password_costs").where("cost", "in", unused).execute();
    }
    if (missing.length > 0) {
      await tx.insertInto("password_costs").values(missing.map((cost) => ({ cost })))
        .onConflict((conflict) => conflict.doNothing()).execute();
    }
  });
}

/** The costs of all stored hashes that a login can verify. */
async function readStoredCosts(db: Db): Promise<Set<string>> {
  const costs = new Set<string>();
  let last = "";
  while (true) {
    const rows = await db.selectFrom("accounts").select(["id", "password_hash"])
      .where("id", ">", last).orderBy("id").limit(BATCH).execute();
    for (const { password_hash } of rows) {
      const stored = readStoredHash(password_hash);
      if (stored) costs.add(formatCost(stored.cost));
    }
    if (rows.length < BATCH) return costs;
    last = rows.at(-1)!.id;
  }
}
