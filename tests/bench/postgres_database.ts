import { startPostgres } from "../support/postgres.ts";
import { makePostgresDatabase } from "../support/test_database.ts";
import type { Started } from "./started.ts";

/** An empty database on a PostgreSQL server that is started for the bench. */
export interface PostgresDatabase {
  readonly url: string;
  /** `PostgreSQL 15.3` */
  readonly version: string;
}

/** Starts PostgreSQL; nothing where none is installed. */
export async function startPostgresDatabase(
  started: Started,
): Promise<PostgresDatabase | undefined> {
  const server = await started.keep(startPostgres());
  if (server === undefined) return undefined;
  const { settings } = await started.keep(makePostgresDatabase(server.url));
  const version = server.version.replace(/^.*?([\d.]+).*$/, "PostgreSQL $1");
  return { url: settings.CIRCLE_DATABASE_URL!, version };
}
