import assert from "node:assert/strict";
import { GOOD_PASSWORD, startCircle } from "../../support/circle.ts";
import { readFolder } from "../../support/read_folder.ts";
import { refuseToStart, startServerProcess } from "../../support/server_process.ts";
import { refuseInProcess, startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { AS_ANOTHER_USER, UNPRIVILEGED } from "../../support/unprivileged.ts";
import { testDialect } from "../../support/test_database.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";

testOnSqlite("the first start makes a private data folder", async () => {
  await using parent = await makeTempFolder();
  const dataDir = `${parent.path}/some/where/new`;
  await using _server = await startServerProcess(dataDir);
  assert.equal(await modeOf(dataDir), 0o700);
  for (const name of ["circle.db", "signing-keys", "start.lock", "server.lock"]) {
    assert.equal(await modeOf(`${dataDir}/${name}`), 0o600, name);
  }
});

testOnSqlite("a data folder that others could enter is made private", async () => {
  await using circle = await startCircle();
  await Deno.chmod(circle.dataDir, 0o755);
  await circle.restart();
  assert.equal(await modeOf(circle.dataDir), 0o700);
});

testOnSqlite("a folder with other files is neither used nor changed", async (t) => {
  const folders: Record<string, (folder: string) => Promise<void>> = {
    "somebody's files": (folder) => Deno.writeTextFile(`${folder}/letter.txt`, "Dear Anna"),
    "somebody's folders": (folder) => Deno.mkdir(`${folder}/documents`),
    "hidden files": (folder) => Deno.writeTextFile(`${folder}/.bashrc`, "alias ll='ls -l'"),
  };
  for (const [name, prepare] of Object.entries(folders)) {
    await t.step(name, async () => {
      await using folder = await makeTempFolder();
      const dataDir = folder.path;
      await Deno.chmod(dataDir, 0o755);
      await prepare(dataDir);
      const before = [await modeOf(dataDir), await readFolder(dataDir)];
      const { sentence } = await refuseInProcess({ CIRCLE_DATA_DIR: dataDir });
      assert.match(
        sentence,
        /^The folder \S+ holds other things\. Name an empty or a new one as CIRCLE_DATA_DIR\.$/,
      );
      assert.deepEqual([await modeOf(dataDir), await readFolder(dataDir)], before);
    });
  }
});

testOnSqlite(
  "an empty folder of root that all share, as /tmp, is neither used nor changed",
  async () => {
    for (const mode of [0o1777, 0o1770]) {
      await using folder = await makeTempFolder();
      await Deno.chmod(folder.path, mode);
      if ((await Deno.stat(folder.path)).uid !== 0) return; // the test itself is not root's
      const { sentence } = await refuseInProcess({ CIRCLE_DATA_DIR: folder.path });
      assert.match(
        sentence,
        /^The folder \S+ may be one that all users share, .* chmod 700 on it\.$/,
      );
      assert.match(sentence, new RegExp(`its mode is ${mode.toString(8)}`));
      assert.deepEqual([await modeOf(folder.path), await readFolder(folder.path)], [mode, {}]);
    }
  },
);

Deno.test({
  name: "an empty folder with the sticky bit, of the server's own user, is made private",
  ignore: AS_ANOTHER_USER === undefined || testDialect() !== "sqlite",
  fn: async () => {
    await using folder = await makeTempFolder();
    await Deno.mkdir(`${folder.path}/lost+found`);
    await Deno.chmod(folder.path, 0o1777);
    await using server = await startServerProcess(folder.path, {}, { wrapper: AS_ANOTHER_USER });
    assert.equal((await server.call("GET", "/ready")).status, 200);
    assert.equal(await modeOf(folder.path), 0o700);
  },
});

testOnSqlite("a new disk with lost+found is accepted as a data folder", async () => {
  await using folder = await makeTempFolder();
  await Deno.mkdir(`${folder.path}/lost+found`);
  await using server = await startInProcess({ CIRCLE_DATA_DIR: folder.path });
  assert.equal((await server.call("GET", "/ready")).status, 200);
});

testOnSqlite("a file in place of the data folder stops the start", async () => {
  await using folder = await makeTempFolder();
  const dataDir = `${folder.path}/data`;
  await Deno.writeTextFile(dataDir, "Dear Anna");
  const { code, stderr } = await refuseToStart(dataDir);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^The data folder \S+ cannot be used \(\w+\)\. Check CIRCLE_DATA_DIR .*\.\n$/,
  );
});

Deno.test({
  name: "a folder or database without read or write permission stops the start",
  ignore: UNPRIVILEGED === undefined || testDialect() !== "sqlite",
  fn: async (t) => {
    const cases: Record<string, readonly [path: string, mode: number, complaint: RegExp]> = {
      "a folder that may not be entered": [".", 0o000, /^The data folder \S+ cannot be used/],
      "a folder that may not be written": [".", 0o500, /^The database \S+ cannot be opened/],
      "a database that may not be read": ["circle.db", 0o000, /^The database \S+ cannot be opened/],
      "a database that may not be written": [
        "circle.db",
        0o400,
        /^The database \S+ cannot be open/,
      ],
      "keys that may not be read": ["signing-keys", 0o000, /^The file \S+signing-keys cannot be/],
    };
    for (const [name, [path, mode, complaint]] of Object.entries(cases)) {
      await t.step(name, async () => {
        await using circle = await startCircle();
        await circle.stop();
        const place = `${circle.dataDir}/${path}`;
        const usual = await modeOf(place);
        await Deno.chmod(place, mode);
        const { code, stderr } = await refuseToStart(circle.dataDir, {}, UNPRIVILEGED);
        assert.equal(await modeOf(place), mode);
        await Deno.chmod(place, usual);
        assert.equal(code, 1);
        assert.match(stderr, complaint);
        assert.match(stderr, /^[^\n]+\.\n$/);
      });
    }
  },
});

testOnSqlite(
  "servers that start together on a new folder share one database and one key",
  async () => {
    await using parent = await makeTempFolder();
    for (let round = 0; round < 3; round++) {
      const dataDir = `${parent.path}/${round}`;
      const settings = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
      const start = () => startServerProcess(dataDir, settings);
      const [first, second, third] = await Promise.all([start(), start(), start()]);
      await using _servers = disposeOf(first, second, third);
      const person = { email: "anna@example.org", password: GOOD_PASSWORD };
      await first.call("POST", "/register", { body: { ...person, name: "Anna" } });
      const { json } = await second.call("POST", "/login", { body: person });
      const profile = await third.call("GET", "/profile", { token: json.access_token });
      assert.equal(profile.json.name, "Anna");
    }
  },
);

function disposeOf(...resources: AsyncDisposable[]): AsyncDisposable {
  const stack = new AsyncDisposableStack();
  for (const resource of resources) stack.use(resource);
  return stack;
}

async function modeOf(path: string): Promise<number> {
  return (await Deno.stat(path)).mode! & 0o1777;
}
