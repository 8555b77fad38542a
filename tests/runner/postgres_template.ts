import { openPostgresDatabase } from "../../server/database/open_postgres.ts";
import type { PostgresServer } from "../support/postgres.ts";
import { runSql } from "../support/test_database.ts";

/** The first PostgreSQL that copies the files of a template, if it is told so, and not its rows. */
const FIRST_VERSION = 15;

/**
 * Makes a migrated database without rows, which is copied sooner than another is made and migrated.
 * Returns its name; nothing where the server is too old.
 */
export async function makePostgresTemplate(server: PostgresServer): Promise<string | undefined> {
  const version = Number(/\) (\d+)/.exec(server.version)?.[1]);
  if (!(version >= FIRST_VERSION)) return undefined;
  const name = "circle_template";
  await runSql(server.url, `create database ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const database = await openPostgresDatabase(url.href);
  await database.close();
  return name;
}
