import { sql } from "kysely";
import { StartError } from "../config/start_error.ts";
import type { Db } from "./database.ts";
import { PRIMARY_KEYS } from "./tables.ts";

/** Tables that Kysely's migrator makes. */
const MIGRATION_TABLES = ["kysely_migration", "kysely_migration_lock"];

/**
 * Refuses a PostgreSQL database with tables of another role that the user may not read and write,
 * or with `toChange` not alter. Otherwise the first request would find out.
 */
export async function refuseForeignTables(
  db: Db,
  { toChange = false }: { readonly toChange?: boolean } = {},
): Promise<void> {
  const names = sql.join([...Object.keys(PRIMARY_KEYS), ...MIGRATION_TABLES]);
  const mayUse = sql.join(
    ["select", "insert", "update", "delete"]
      .map((right) => sql`has_table_privilege(oid, ${right})`),
    sql` and `,
  );
  const isUsable = toChange ? sql`false` : mayUse;
  const { rows: [table] } = await sql<{ owner: string; role: string }>`
    select pg_get_userbyid(relowner) as owner, current_user as role from pg_class
    where relname in (${names}) and relkind = 'r' and pg_table_is_visible(oid)
      and not pg_has_role(relowner, 'usage') and not (${isUsable})
    limit 1`.execute(db);
  if (!table) return;
  throw new StartError(
    `The tables in the database of CIRCLE_DATABASE_URL belong to the role ${table.owner}, and ` +
      `${table.role} may not ${
        toChange ? "change" : "use"
      } them. Connect as their owner, or make ` +
      `${table.role} their owner (reassign owned by …).`,
  );
}
