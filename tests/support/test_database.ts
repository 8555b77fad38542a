import { sql } from "kysely";
// @ts-types="@types/pg"
import { Client } from "pg";
import { databaseFile } from "../../server/config/config.ts";
import type { Database, Db } from "../../server/database/database.ts";
import { openDatabase } from "../../server/database/open.ts";
import { PRIMARY_KEYS } from "../../server/database/tables.ts";
import { copySqliteTemplate } from "./sqlite_template.ts";

/** An empty database of one test, of the dialect that this run of the tests is on. */
export interface TestDatabase extends AsyncDisposable {
  /** What a server has to be told to use it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly open: typeof openDatabase;
}

/** The dialect that the tests run on; `tests/run.ts` runs them on each. */
export function testDialect(): "sqlite" | "postgres" | "pglite" {
  const dialect = Deno.env.get("CIRCLE_TEST_DIALECT") ?? "sqlite";
  if (dialect === "sqlite" || dialect === "postgres" || dialect === "pglite") return dialect;
  throw new Error("CIRCLE_TEST_DIALECT must be sqlite, postgres or pglite");
}

/** Makes the database of a test. */
export async function makeTestDatabase(): Promise<TestDatabase> {
  switch (testDialect()) {
    case "sqlite":
      return makeSqliteDatabase();
    case "postgres":
      return await takePostgresDatabase();
    case "pglite":
      return await (await import("./pglite.ts")).takePglite(); // large
  }
}

/** A database that is a copy of the template when it is first opened, in its data folder. */
function makeSqliteDatabase(): TestDatabase {
  let isNew = true;
  return {
    settings: {},
    open: async (config, ...given) => {
      if (isNew) await copySqliteTemplate(databaseFile(config));
      isNew = false; // a file that a test has removed is not made again
      return await openDatabase(config, ...given);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** A database of PostgreSQL that tests of this process use, one after the other. */
interface KeptDatabase extends AsyncDisposable {
  /** The same database for the next test: its first server uses connections of earlier ones. */
  readonly lend: () => TestDatabase;
}

/** Databases that no test uses now: one takes long to make, so they are emptied and used again. */
const idle: KeptDatabase[] = [];

Deno.test.afterAll(async () => {
  for (const database of idle.splice(0)) await database[Symbol.asyncDispose]();
});

async function takePostgresDatabase(): Promise<TestDatabase> {
  const kept = idle.pop() ?? await keepPostgresDatabase();
  return kept.lend();
}

async function keepPostgresDatabase(): Promise<KeptDatabase> {
  const database = await copyPostgresTemplate();
  let opened: Database | undefined;
  const dispose = async () => {
    await opened?.close();
    await database[Symbol.asyncDispose]();
  };
  const kept: KeptDatabase = {
    lend: () => {
      let isLent = false;
      return {
        settings: database.settings,
        open: async (config, secrets) => {
          if (isLent) return await openDatabase(config, secrets); // as another server, or a restart
          isLent = true;
          opened ??= await openDatabase(config, secrets);
          return { ...opened, close: async () => {} };
        },
        [Symbol.asyncDispose]: async () => {
          try {
            if (opened) await sql.raw(EMPTY).execute(opened.write);
            else await runSql(database.settings.CIRCLE_DATABASE_URL!, EMPTY);
            idle.push(kept);
          } catch { // a test has changed its tables
            await dispose();
          }
        },
      };
    },
    [Symbol.asyncDispose]: dispose,
  };
  return kept;
}

/** Ends what a test has left at work, and deletes all rows. */
const EMPTY = `
  select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle';
  ${Object.keys(PRIMARY_KEYS).toReversed().map((table) => `delete from ${table};`).join(" ")}
`;

/** Deletes all rows that a test has left to the next one. */
export async function emptyDatabase(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const table of Object.keys(PRIMARY_KEYS).toReversed()) {
      await tx.deleteFrom(table as keyof typeof PRIMARY_KEYS).execute();
    }
  });
}

/** How a template is copied; the run has one where its PostgreSQL knows that. */
const STRATEGY = Deno.env.has("CIRCLE_TEST_POSTGRES_TEMPLATE") ? "strategy file_copy" : "";

/** A new database on the PostgreSQL server of this run, migrated if the run has a template. */
export async function copyPostgresTemplate(): Promise<TestDatabase> {
  const template = Deno.env.get("CIRCLE_TEST_POSTGRES_TEMPLATE");
  return await makePostgresDatabase(undefined, { template });
}

/** A copy of a database of this run, to which nobody is connected, with the same signing keys. */
export async function copyPostgresDatabase({ settings }: TestDatabase): Promise<TestDatabase> {
  const template = new URL(settings.CIRCLE_DATABASE_URL!).pathname.slice(1);
  const copy = await makePostgresDatabase(undefined, { template });
  return {
    ...copy,
    settings: { ...copy.settings, CIRCLE_SIGNING_KEYS: settings.CIRCLE_SIGNING_KEYS! },
  };
}

/**
 * A new database on a PostgreSQL server; unless it is said, on that of this run. It is empty, or a
 * copy of a template.
 */
export async function makePostgresDatabase(
  server: string | undefined = Deno.env.get("CIRCLE_TEST_POSTGRES_URL"),
  { template }: { readonly template?: string } = {},
): Promise<TestDatabase> {
  if (!server) throw new Error("CIRCLE_TEST_POSTGRES_URL must name a PostgreSQL server");
  const name = `circle_${crypto.randomUUID().replaceAll("-", "")}`;
  const source = template === undefined ? "" : `template ${template} ${STRATEGY}`;
  await runSql(server, `create database ${name} ${source}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    settings: { CIRCLE_DATABASE_URL: url.href, CIRCLE_SIGNING_KEYS: `test:${newKey()}` },
    open: openDatabase,
    [Symbol.asyncDispose]: async () =>
      void await runSql(server, `drop database ${name} with (force)`),
  };
}

/** Runs one statement at an address. */
export async function runSql(url: string, sql: string): Promise<Record<string, string>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

function newKey(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64();
}
