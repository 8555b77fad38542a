import assert from "node:assert/strict";
import { findServedFolder } from "../../../server/config/server_lock.ts";
import { startHostedProcess } from "../../support/hosted_circle.ts";
import { readFolder } from "../../support/read_folder.ts";
import { assertAdminFails, backUp, runAdmin } from "../../support/run_admin.ts";
import { type ServerProcess, startServerProcess } from "../../support/server_process.ts";
import { startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

const WARNING = /another server runs on this data folder/;

testOnSqlite("a second server on a data folder says so, and both mark the folder", async () => {
  await using parent = await makeTempFolder();
  const dataDir = `${parent.path}/data`;
  const settings = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
  await using first = await startServerProcess(dataDir, settings);
  assert.doesNotMatch(first.log(), WARNING);
  await using second = await startServerProcess(dataDir, settings);
  assert.match(second.log(), WARNING);
  assert.equal((await second.call("GET", "/ready")).status, 200);
  await kill(first);
  assert.equal(await findServedFolder(dataDir), dataDir);
  await kill(second);
  assert.equal(await findServedFolder(dataDir), undefined);
  {
    await using third = await startInProcess({ ...settings, CIRCLE_DATA_DIR: dataDir });
    assert.doesNotMatch(third.log.join("\n"), WARNING);
    assert.equal(await findServedFolder(dataDir), dataDir);
  }
  assert.equal(await findServedFolder(dataDir), undefined);
});

testOnSqlite("a server starts where its lock cannot be opened", async () => {
  await using parent = await makeTempFolder();
  const dataDir = `${parent.path}/data`;
  const start = () => startInProcess({ CIRCLE_DATA_DIR: dataDir });
  await (await start())[Symbol.asyncDispose]();
  await Deno.remove(`${dataDir}/server.lock`);
  await Deno.mkdir(`${dataDir}/server.lock`);
  await using again = await start();
  assert.doesNotMatch(again.log.join("\n"), WARNING);
  assert.equal((await again.call("GET", "/ready")).status, 200);
});

testOnSqlite("restore: refuses a folder on which a server runs, until that ends", async (t) => {
  await using circle = await startHostedProcess();
  const { settings, dataDir, folder, server } = circle;
  const backup = await backUp(settings, folder);
  const refuse = async (sentence: RegExp) => {
    const before = [await namesIn(folder), await readFolder(dataDir).catch(() => undefined)];
    await assertAdminFails(settings, ["restore", backup], sentence);
    const after = [await namesIn(folder), await readFolder(dataDir).catch(() => undefined)];
    assert.deepEqual(after, before);
  };
  await t.step("with its database", async () => {
    await refuse(/^A server runs on \S+\/data\. Stop it, .* Nothing was changed\.\n$/);
  });
  const moved = `${folder}/data-broken`;
  await t.step("after its database was moved away", async () => {
    await Deno.rename(`${dataDir}/circle.db`, `${dataDir}/circle.db.bad`);
    await refuse(/^A server runs on \S+\/data\. /);
    await Deno.rename(`${dataDir}/circle.db.bad`, `${dataDir}/circle.db`);
  });
  await t.step("after the folder was moved away", async () => {
    await Deno.rename(dataDir, moved);
    await refuse(/^A server runs on \S+\/data, which is now \S+\/data-broken\. /);
    const other = await runAdmin(settings, ["restore", backup, `${folder}/other`]);
    assert.equal(other.code, 0, other.stderr);
  });
  await t.step("and restores once it was killed", async () => {
    await kill(server);
    assert.equal((await runAdmin(settings, ["restore", backup])).code, 0);
  });
});

async function kill(server: ServerProcess): Promise<void> {
  server.kill("SIGKILL");
  await server.status;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
}
