import type { Kysely } from "kysely";
import { createTable } from "./create_table.ts";

/** Accounts that are read at once. */
const BATCH = 1000;

interface Tables {
  readonly accounts: {
    readonly id: string;
    readonly email: string;
    readonly email_key: string;
    readonly created_at: string;
  };
  readonly milestones: { readonly name: string; readonly at: string };
}

/**
 * Emails are compared by the ASCII form of their domain. Where two accounts would then have one
 * key, each keeps the key that it had. The first registration is noted, so that deleting the last
 * account does not open the server to strangers again.
 */
export async function up(untyped: Kysely<unknown>): Promise<void> {
  const db = untyped as Kysely<Tables>; // as the migrations before made them
  await createTable(untyped, "milestones")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("at", "text", (column) => column.notNull())
    .execute();
  const first = await db.selectFrom("accounts").select("created_at").orderBy("created_at").limit(1)
    .executeTakeFirst();
  if (!first) return;
  await db.insertInto("milestones")
    .values({ name: "first_registration", at: first.created_at }).execute();
  await updateEmailKeys(db);
}

async function updateEmailKeys(db: Kysely<Tables>): Promise<void> {
  let last = "";
  while (true) {
    const rows = await db.selectFrom("accounts").select(["id", "email", "email_key"])
      .where("id", ">", last).orderBy("id").limit(BATCH).execute();
    for (const { id, email, email_key } of rows) {
      const key = toNewKey(email, email_key);
      if (key === email_key) continue;
      const other = await db.selectFrom("accounts").select("id").where("email_key", "=", key)
        .executeTakeFirst();
      if (other) continue;
      await db.updateTable("accounts").set({ email_key: key }).where("id", "=", id).execute();
    }
    if (rows.length < BATCH) return;
    last = rows.at(-1)!.id;
  }
}

/** The key of before, but for its domain, where that is an internationalized one. */
function toNewKey(email: string, key: string): string {
  const domain = email.slice(email.lastIndexOf("@") + 1);
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return key;
  if (/^[\x21-\x7e]*$/.test(domain) && !/(^|\.)xn--/i.test(domain)) return key;
  const ascii = URL.parse(`http://${domain}`)?.hostname; // by UTS #46
  return ascii?.split(".").every((label) => label.length <= 63)
    ? key.slice(0, key.lastIndexOf("@") + 1) + ascii
    : key;
}
