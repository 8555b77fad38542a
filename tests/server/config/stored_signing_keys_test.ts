import assert from "node:assert/strict";
import { StartError } from "../../../server/config/start_error.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { startCircle } from "../../support/circle.ts";
import { decodePart } from "../../support/sign_token.ts";

testOnSqlite("the first start makes a private key file, and later ones keep it", async () => {
  await using circle = await startCircle();
  const path = `${circle.dataDir}/signing-keys`;
  const made = await Deno.readTextFile(path);
  assert.match(made, /^[\w-]{8}:[A-Za-z0-9+/]{43}=\n$/);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  const anna = await circle.join();
  await circle.restart();
  assert.equal(await Deno.readTextFile(path), made);
  assert.equal((await anna.client.getProfile({})).id, anna.id);
});

testOnSqlite("a key file that others could read is made private at the next start", async () => {
  await using circle = await startCircle();
  const path = `${circle.dataDir}/signing-keys`;
  await Deno.chmod(path, 0o644);
  await circle.restart();
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
});

testOnSqlite("a key file that stays readable by others gets a warning at each start", async () => {
  await using circle = await startCircle();
  const countWarnings = () =>
    circle.log.filter((line) => line.includes("others can read the signing keys"))
      .length;
  await circle.restart();
  assert.equal(countWarnings(), 0);
  await Deno.chmod(`${circle.dataDir}/signing-keys`, 0o644);
  const { chmod } = Deno;
  Deno.chmod = () => Promise.resolve(); // as on the file systems of WSL and CIFS
  await circle.restart().finally(() => Deno.chmod = chmod);
  assert.equal(countWarnings(), 1);
});

testOnSqlite("keys in the key file rotate like those of the setting", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const path = `${circle.dataDir}/signing-keys`;
  const old = (await Deno.readTextFile(path)).trim();
  const young = `young:${crypto.getRandomValues(new Uint8Array(32)).toBase64()}`;
  await Deno.writeTextFile(path, `${young},${old}\n`);
  await circle.restart();
  assert.equal((await anna.client.getProfile({})).id, anna.id);
  assert.equal(decodePart((await circle.join()).token, 0).kid, "young");
});

testOnSqlite("keys of the setting are not saved", async () => {
  const key = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  await using circle = await startCircle({ CIRCLE_SIGNING_KEYS: `a:${key}` });
  await circle.join();
  const names = (await Array.fromAsync(Deno.readDir(circle.dataDir))).map(({ name }) => name);
  assert.ok(!names.includes("signing-keys"), names.join());
});

testOnSqlite(
  "a damaged key file stops the start, is left unchanged, and is not printed",
  async (t) => {
    const secret = "c2hvcnQtc2VjcmV0";
    const contents = {
      "empty": "",
      "cut short": `abc:${secret}`,
      "no keys": `hello ${secret}\n`,
      "bytes that are no text": new Uint8Array([0xff, 0xfe, 0, 1]),
    };
    for (const [name, content] of Object.entries(contents)) {
      await t.step(name, async () => {
        await using circle = await startCircle();
        const path = `${circle.dataDir}/signing-keys`;
        const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
        await Deno.writeFile(path, bytes);
        await assert.rejects(circle.restart(), (error: unknown) => {
          assert.ok(error instanceof StartError);
          assert.match(error.message, /^The file \S+signing-keys .*Restore it from a backup.*\.$/);
          assert.ok(!error.message.includes(secret));
          return true;
        });
        assert.deepEqual(await Deno.readFile(path), bytes);
      });
    }
  },
);
