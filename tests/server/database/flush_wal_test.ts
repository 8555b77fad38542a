import assert from "node:assert/strict";
import { FlushError, groupCommits } from "../../../server/database/flush_wal.ts";
import { openSqliteDatabase } from "../../../server/database/open_sqlite.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

testOnSqlite("what a transaction wrote is on the disk before it returns", async () => {
  await using folder = await makeTempFolder();
  const { transaction, close } = await openSqliteDatabase(`${folder.path}/circle.db`, {
    laterFiles: [],
  });
  using disk = watchDisk();
  try {
    const family = { id: crypto.randomUUID(), name: "The Bergs", created_at: "" };
    await transaction((tx) => {
      assert.equal(disk.flushed, 0);
      return tx.insertInto("families").values(family).execute();
    });
    assert.equal(disk.flushed, 1);
  } finally {
    await close();
  }
});

testOnSqlite("group commit: requests during a flush share the next flush", async () => {
  const flushes: PromiseWithResolvers<void>[] = [];
  const flush = groupCommits(() => {
    flushes.push(Promise.withResolvers());
    return flushes.at(-1)!.promise;
  });
  const returned: string[] = [];
  const ask = (name: string) => flush().then(() => returned.push(name));
  const first = ask("first");
  await turn();
  const others = [ask("second"), ask("third")];
  await turn();
  assert.equal(flushes.length, 1);
  flushes[0]!.resolve();
  await first;
  await turn();
  assert.deepEqual([returned, flushes.length], [["first"], 2]);
  flushes[1]!.resolve();
  await Promise.all(others);
  assert.equal(flushes.length, 2);
});

testOnSqlite(
  "group commit: a failed flush fails only those that waited for it",
  async () => {
    let isBroken = true;
    const flush = groupCommits(() =>
      isBroken ? Promise.reject(new Error("EIO")) : Promise.resolve()
    );
    await assert.rejects(Promise.all([flush(), flush()]), FlushError);
    isBroken = false;
    await flush();
  },
);

/** Counts what is flushed, and still flushes it. */
function watchDisk(): Disposable & { readonly flushed: number } {
  const { prototype } = Deno.FsFile;
  const { syncData } = prototype;
  let flushed = 0;
  prototype.syncData = async function () {
    await syncData.call(this);
    flushed++;
  };
  return {
    get flushed() {
      return flushed;
    },
    [Symbol.dispose]: () => {
      prototype.syncData = syncData;
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
