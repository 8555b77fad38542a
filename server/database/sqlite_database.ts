import { Kysely, sql } from "kysely";
import { StartError } from "../config/start_error.ts";
import {
  createTransaction,
  type Database,
  type DatabaseFailure,
  type Db,
  retry,
  waitAtMost,
} from "./database.ts";
import { DiskFullError, openDiskReserve } from "./disk_reserve.ts";
import { FlushError, openWalFlush, UnwritableError, type WalFlush } from "./flush_wal.ts";
import { explainFailedUpdate, migrate, type Migrations } from "./migrate.ts";
import { createSqliteDialect, type OnCheckpointFailure } from "./sqlite.ts";
import { readSqliteFailure } from "./sqlite_failures.ts";
import { openReads, type Reads } from "./sqlite_reads.ts";
import type { Tables } from "./tables.ts";

/** Milliseconds that the last flush may take; on a stalled disk closing would hang. */
const CLOSE_TIMEOUT = 1_000;

/** Migrates a SQLite file and opens it, on a connection that writes and one that only reads. */
export async function openSqliteFile(
  file: string,
  { migrations, onCheckpointFailure = () => {} }: {
    /** By default those of this program. */
    readonly migrations?: Migrations;
    readonly onCheckpointFailure?: OnCheckpointFailure;
  } = {},
): Promise<Database> {
  await using opened = new AsyncDisposableStack(); // closed again if the start fails
  // A commit may checkpoint. During an open read SQLite would copy only some pages and not flush
  // them, and if the next flush failed, it would take them for flushed.
  let reads: Reads | undefined;
  let wal: WalFlush | undefined;
  const write: Db = new Kysely<Tables>({
    dialect: createSqliteDialect(file, {
      beforeCommit: () => {
        reads?.refresh();
        wal?.assertInPlace(); // the last moment at which nothing is written where it fails
      },
      onCheckpointFailure,
    }),
  });
  opened.defer(() => write.destroy());
  await update(write, migrations);
  await checkWritable(write);
  const { db } = reads = opened.adopt(
    openReads(file, () => wal?.assertNotGone()), // else they would show what ends with the process
    ({ close }) => close(),
  );
  const commit = createTransaction(() => write.transaction(), readSqliteFailure);
  const lockWrites = (work: () => void) => commit(() => Promise.resolve(work()));
  const { flush, assertWritable, assertInPlace, hasStalled } = wal = opened.adopt(
    await openWalFlush(file, { lockWrites }),
    ({ close }) => close(),
  );
  const reserve = openDiskReserve(`${file}-reserve`);

  const commitAndFlush: Database["transaction"] = async (work) => {
    await assertWritable();
    const result = await commit(work);
    await flush();
    return result;
  };
  const transaction: Database["transaction"] = async (work) => {
    // The released reserve is not for other work.
    if (!reserve.isHeld() && !reserve.hasRoom()) throw new DiskFullError();
    return await commitAndFlush(work);
  };
  const urgentTransaction: Database["transaction"] = async (work) => {
    try {
      return await commitAndFlush(work);
    } catch (error) {
      if (readFailure(error) !== "full") throw error;
      reserve.release();
      return await commitAndFlush(work);
    }
  };
  const running = opened.move();
  return {
    db,
    write,
    transaction,
    urgentTransaction,
    withLock: (_subjects, work) => transaction(work), // there is one writer at a time anyway
    assertWritable: async () => {
      await assertWritable();
      assertInPlace();
      if (!reserve.hasRoom()) throw new DiskFullError();
    },
    readFailure,
    close: async () => {
      await waitAtMost(CLOSE_TIMEOUT, flush().catch(() => {}));
      // Closing checkpoints on this thread: on a stalled disk it would hang.
      if (!hasStalled(CLOSE_TIMEOUT / 2)) await running.disposeAsync();
    },
  };
}

/** Migrates in one transaction: where that fails, the database stays as it was. */
async function update(db: Db, migrations: Migrations | undefined): Promise<void> {
  try {
    await retry(() => migrate(db, migrations), readSqliteFailure);
  } catch (error) {
    const failure = readSqliteFailure(error);
    const isKnown = error instanceof StartError || failure && failure !== "duplicate";
    throw isKnown ? error : explainFailedUpdate(error);
  }
}

function readFailure(error: unknown): DatabaseFailure | undefined {
  if (error instanceof FlushError) return "unconfirmed";
  if (error instanceof UnwritableError) return "unavailable";
  if (error instanceof DiskFullError) return "full";
  return readSqliteFailure(error);
}

/**
 * Writes a page: SQLite also opens read-only files, but a server needs to write. The first write
 * also flushes the header of the WAL on this thread, so it is better done now.
 */
async function checkWritable(db: Db): Promise<void> {
  try {
    await sql`update kysely_migration_lock set is_locked = is_locked`.execute(db);
  } catch (error) {
    const failure = readSqliteFailure(error);
    // Another program writes, or the disk is full: reading still works.
    if (failure !== "contended" && failure !== "full") throw error;
  }
}
