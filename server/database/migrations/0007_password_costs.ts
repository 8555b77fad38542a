import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Accounts that are read at once. */
const BATCH = 1000;

/** The costs of stored password hashes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, "password_costs")
    .addColumn("cost", "text", (column) => column.primaryKey())
    .execute();
  const costs = await listCosts(db as Kysely<Tables>); // as the migrations before made them
  if (costs.size === 0) return;
  await (db as Kysely<Tables>).insertInto("password_costs")
    .values([...costs].map((cost) => ({ cost }))).execute();
}

interface Tables {
  readonly accounts: { readonly id: string; readonly password_hash: string };
  readonly password_costs: { readonly cost: string };
}

async function listCosts(db: Kysely<Tables>): Promise<Set<string>> {
  const costs = new Set<string>();
  let last = "";
  while (true) {
    const rows = await db.selectFrom("accounts").select(["id", "password_hash"])
      .where("id", ">", last).orderBy("id").limit(BATCH).execute();
    for (const { password_hash } of rows) {
      const cost = /^\$argon2id\$v=19\$(m=\d+,t=\d+,p=\d+)\$/.exec(password_hash)?.[1];
      if (cost) costs.add(cost);
    }
    if (rows.length < BATCH) return costs;
    last = rows.at(-1)!.id;
  }
}
