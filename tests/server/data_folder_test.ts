import assert from "node:assert/strict";
import { startCircle } from "../support/circle.ts";
import { readFolder } from "../support/read_folder.ts";
import { refuseToStart, startServerProcess } from "../support/server_process.ts";
import { UNPRIVILEGED } from "../support/unprivileged.ts";

Deno.test("the first start makes a folder that only its owner can enter", async () => {
  const parent = await Deno.makeTempDir({ prefix: "circle-" });
  const dataDir = `${parent}/some/where/new`;
  await using server = await startServerProcess(dataDir);
  assert.equal(await modeOf(dataDir), 0o700);
  for (const name of ["circle.db", "signing-keys", "start.lock"]) {
    assert.equal(await modeOf(`${dataDir}/${name}`), 0o600, name);
  }
  await server[Symbol.asyncDispose]();
  await Deno.remove(parent, { recursive: true });
});

Deno.test("a folder of ours that others could enter is closed to them", async () => {
  await using circle = await startCircle();
  await Deno.chmod(circle.dataDir, 0o755);
  await circle.restart();
  assert.equal(await modeOf(circle.dataDir), 0o700);
});

Deno.test("a folder that is not ours is neither used nor changed", async (t) => {
  const folders: Record<string, (folder: string) => Promise<void>> = {
    "somebody's files": (folder) => Deno.writeTextFile(`${folder}/letter.txt`, "Dear Anna"),
    "somebody's folders": (folder) => Deno.mkdir(`${folder}/documents`),
    "hidden files": (folder) => Deno.writeTextFile(`${folder}/.bashrc`, "alias ll='ls -l'"),
    "a folder for everybody, though it is empty": (folder) => Deno.chmod(folder, 0o1777),
  };
  for (const [name, prepare] of Object.entries(folders)) {
    await t.step(name, async () => {
      const dataDir = await Deno.makeTempDir({ prefix: "circle-" });
      await Deno.chmod(dataDir, 0o755);
      await prepare(dataDir);
      const before = [await modeOf(dataDir), await readFolder(dataDir)];
      const { code, stderr } = await refuseToStart(dataDir);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /^The folder \S+ holds other things\. Name an empty or a new one as CIRCLE_DATA_DIR\.\n$/,
      );
      assert.deepEqual([await modeOf(dataDir), await readFolder(dataDir)], before);
      await Deno.remove(dataDir, { recursive: true });
    });
  }
});

Deno.test("a new disk, which is not quite empty, is taken", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "circle-" });
  await Deno.mkdir(`${dataDir}/lost+found`);
  await using server = await startServerProcess(dataDir);
  assert.match(server.url, /^http:/);
  await server[Symbol.asyncDispose]();
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a file in the place of the folder stops the start", async () => {
  const dataDir = await Deno.makeTempFile({ prefix: "circle-" });
  const { code, stderr } = await refuseToStart(dataDir);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^The data folder \S+ cannot be used \(\w+\)\. Check CIRCLE_DATA_DIR .*\.\n$/,
  );
  await Deno.remove(dataDir);
});

Deno.test({
  name: "a folder or database that may not be read or written stops the start",
  ignore: UNPRIVILEGED === undefined,
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

Deno.test("two servers that start at once on one new folder share one database and one key", async () => {
  const parent = await Deno.makeTempDir({ prefix: "circle-" });
  for (let round = 0; round < 3; round++) {
    const dataDir = `${parent}/${round}`;
    const settings = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
    const servers = await Promise.all([1, 2, 3].map(() => startServerProcess(dataDir, settings)));
    const send = (index: number, path: string, body: object) =>
      fetch(servers[index]!.url + path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }).then((answer) => answer.json());
    const person = { email: "anna@example.org", password: "sailing boats in the garden" };
    await send(0, "/register", { ...person, name: "Anna" });
    const { access_token } = await send(1, "/login", person);
    const profile = await fetch(`${servers[2]!.url}/profile`, {
      headers: { Authorization: `Bearer ${access_token}` },
    });
    assert.equal((await profile.json()).name, "Anna");
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
  await Deno.remove(parent, { recursive: true });
});

async function modeOf(path: string): Promise<number> {
  return (await Deno.stat(path)).mode! & 0o1777;
}
