import { Kysely, sql, type Transaction } from "kysely";
import { StartError } from "../config/start_error.ts";
import type { Db } from "./database.ts";
import { explainPostgresStart } from "./explain_postgres_start.ts";
import { migrate } from "./migrate.ts";
import { UNFINISHED_COPY } from "./open_postgres.ts";
import { createMigrationDialect, readPostgresFailure } from "./postgres.ts";
import { createSqliteDialect } from "./sqlite.ts";
import { readSqliteFailure } from "./sqlite_failures.ts";
import { PRIMARY_KEYS, type Tables } from "./tables.ts";

/** Fills a new, empty database inside one transaction. */
type Fill<T> = (tx: Transaction<Tables>) => Promise<T>;

/** Makes a SQLite file and fills it. A failure leaves no file. */
export async function makeSqliteCopy<T>(file: string, fill: Fill<T>): Promise<T> {
  try {
    await Deno.writeFile(file, new Uint8Array(), { mode: 0o600 }); // SQLite keeps the mode
    const db: Db = new Kysely<Tables>({ dialect: createSqliteDialect(file, { isDraft: true }) });
    try {
      await migrate(db);
      return await db.transaction().execute(fill);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    await Deno.remove(file).catch(() => {});
    const isFull = readSqliteFailure(error) === "full" ||
      error instanceof Error && "code" in error && error.code === "ENOSPC";
    throw isFull
      ? new StartError("There is no room for the copy. Nothing was left behind.")
      : error;
  }
}

/** How a copy is called, for those who read what has failed. */
interface CopyWords {
  /** What names the database. */
  readonly place?: string;
  readonly done?: "copied" | "restored";
}

/** Fills an empty PostgreSQL database. Until that is done no server starts on it. */
export async function makePostgresCopy<T>(
  url: string,
  fill: Fill<T>,
  { place = "the target", done = "copied" }: CopyWords = {},
): Promise<T> {
  const db: Db = new Kysely<Tables>({ dialect: createMigrationDialect(url) });
  try {
    await assertUnused(db, done);
    await db.schema.createTable(UNFINISHED_COPY).ifNotExists().addColumn("at", "text").execute();
    await migrate(db);
    return await db.transaction().execute(async (tx) => {
      const result = await fill(tx);
      await tx.schema.dropTable(UNFINISHED_COPY).execute();
      return result;
    });
  } catch (error) {
    if (readPostgresFailure(error) === "full") {
      throw new StartError("PostgreSQL has no room for the copy. It is as empty as it was.");
    }
    throw explainPostgresStart(error, place);
  } finally {
    await db.destroy();
  }
}

/** Refuses a database that contains a circle. */
async function assertUnused(db: Db, done: string): Promise<void> {
  const tables = await db.introspection.getTables();
  for (const { name } of tables.filter(({ name }) => Object.hasOwn(PRIMARY_KEYS, name))) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) {
      throw new StartError(
        `The target is not empty: there is a circle in it. Nothing was ${done}.`,
      );
    }
  }
}
