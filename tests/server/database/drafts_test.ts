import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { GOOD_PASSWORD } from "../../support/circle.ts";
import { refuseInProcess, startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

testOnSqlite("the database of a draft with a renamed migration is read", async () => {
  await using folder = await makeTempFolder();
  await makeDraft(folder.path, "list_of_members");
  await using server = await startInProcess({ CIRCLE_DATA_DIR: folder.path });
  const body = { email: "anna@example.org", password: GOOD_PASSWORD };
  assert.equal((await server.call("POST", "/login", { body })).status, 200);
  assert.equal((await server.call("GET", "/ready")).status, 200);
});

testOnSqlite(
  "the unreadable database of a draft stops the start with a sentence",
  async () => {
    await using folder = await makeTempFolder();
    const file = await makeDraft(folder.path, "first");
    const before = listSchema(file);
    const { sentence } = await refuseInProcess({ CIRCLE_DATA_DIR: folder.path });
    assert.match(sentence, /^The database was made by a draft of CircleShare .*begin anew\.$/m);
    assert.deepEqual(listSchema(file), before);
  },
);

/** Makes a database as a commit before the first version did; returns its file. */
async function makeDraft(folder: string, name: string): Promise<string> {
  const file = `${folder}/circle.db`;
  using database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
  database.exec(await Deno.readTextFile(new URL(`drafts/${name}.sql`, import.meta.url)));
  return file;
}

function listSchema(file: string): unknown[] {
  using database = new DatabaseSync(file, { readOnly: true });
  return [
    ...database.prepare("SELECT sql FROM sqlite_schema ORDER BY name").all(),
    ...database.prepare("SELECT * FROM kysely_migration").all(),
  ];
}
