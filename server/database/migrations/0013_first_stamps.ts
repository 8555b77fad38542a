import type { Kysely } from "kysely";

/** Families that are read at once. */
const BATCH = 1000;

interface Tables {
  readonly families: { readonly id: string; readonly people_stamp: string };
}

/** Gives the families from before there were stamps one each, so that no two states share one. */
export async function up(untyped: Kysely<unknown>): Promise<void> {
  const db = untyped as Kysely<Tables>; // as the migrations before made them
  while (true) {
    const families = await db.selectFrom("families").select("id").where("people_stamp", "=", "")
      .orderBy("id").limit(BATCH).execute();
    for (const { id } of families) {
      await db.updateTable("families").set({ people_stamp: crypto.randomUUID() })
        .where("id", "=", id).execute();
    }
    if (families.length < BATCH) return;
  }
}
