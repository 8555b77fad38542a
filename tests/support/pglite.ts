import { PGlite } from "@electric-sql/pglite";
import { PGliteDialect, sql } from "kysely";
import type { Database } from "../../server/database/database.ts";
import { migrate } from "../../server/database/migrate.ts";
import { toPostgresDatabase } from "../../server/database/open_postgres.ts";
import type { TestDatabase } from "./test_database.ts";

/** Engines that no test uses now: one takes seconds to start, so they are emptied and used again. */
const idle: PGlite[] = [];

/** PostgreSQL in this process, for a machine that has no PostgreSQL server: one connection only. */
export async function takePglite(): Promise<TestDatabase> {
  const engine = idle.pop() ?? await PGlite.create();
  return {
    settings: {},
    open: async () => {
      const database = openEngine(engine);
      await migrate(database.db);
      return database;
    },
    [Symbol.asyncDispose]: async () => {
      const { db, close } = openEngine(engine);
      await sql`drop schema public cascade`.execute(db);
      await sql`create schema public`.execute(db);
      await close();
      idle.push(engine);
    },
  };
}

/** Opens an engine so that closing the database does not end it. */
function openEngine(engine: PGlite): Database {
  const lent = {
    close: () => Promise.resolve(),
    closed: false,
    ready: true,
    waitReady: engine.waitReady,
    query: engine.query.bind(engine),
    transaction: engine.transaction.bind(engine),
  };
  return toPostgresDatabase(new PGliteDialect({ pglite: lent as unknown as PGlite })); // what Kysely needs of it
}
