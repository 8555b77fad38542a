import { sql } from "kysely";
import { databaseFile, type Settings } from "../../config/config.ts";
import { StartError } from "../../config/start_error.ts";
import type { Db } from "../../database/database.ts";
import { findSqliteFault } from "../../database/inspect_backup.ts";
import { measureDatabase } from "../../database/measure_database.ts";
import { openSource, type Source } from "../../database/open_source.ts";
import { readSqliteFailure } from "../../database/sqlite_failures.ts";
import { describeBytes } from "../describe_amounts.ts";
import type { Finding } from "./finding.ts";

/** The database, with what was found; there is a source only if it can be read. */
interface CheckedDatabase {
  readonly finding: Finding;
  readonly source?: Source;
}

const RESTORE = "Stop the server and restore a backup: see docs/operations.md, Restoring.";

/** Checks that the database is there, whole, migrated and writable. Only reads it. */
export async function checkDatabase({ config, secrets }: Settings): Promise<CheckedDatabase> {
  const [check, isSqlite] = ["database", secrets.databaseUrl === undefined];
  let source: Source;
  try {
    source = await openSource(config, secrets);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { finding: { check, state: "failed", finding: error.message } };
  }
  const fault = await source.snapshot(isSqlite ? findDamage : findStandby);
  if (fault) return { finding: { check, state: "failed", ...fault }, source };
  const size = describeBytes(await measureDatabase(source, config, secrets));
  const finding = isSqlite
    ? `${databaseFile(config)} is whole, and has ${size}`
    : `PostgreSQL answers, has every migration, and has ${size}`;
  return { finding: { check, state: "ok", finding }, source };
}

type Fault = Pick<Finding, "finding" | "advice"> | undefined;

async function findDamage(db: Db): Promise<Fault> {
  try {
    const fault = await findSqliteFault(db);
    return fault === undefined ? undefined : { finding: `It ${fault}.`, advice: RESTORE };
  } catch (error) {
    if (readSqliteFailure(error) !== "damaged") throw error;
    return { finding: "It is damaged.", advice: RESTORE };
  }
}

async function findStandby(db: Db): Promise<Fault> {
  const { rows } = await sql<{ standby: boolean }>`select pg_is_in_recovery() as standby`
    .execute(db);
  return rows[0]?.standby
    ? {
      finding: "PostgreSQL is a standby, which takes no writes.",
      advice: "Let CIRCLE_DATABASE_URL lead to the primary.",
    }
    : undefined;
}
