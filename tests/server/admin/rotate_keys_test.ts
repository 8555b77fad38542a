import assert from "node:assert/strict";
import { rotateKeys } from "../../../server/admin/rotate_keys.ts";
import { parseSigningKeys } from "../../../server/config/signing_keys.ts";
import { SYSTEM } from "../../../server/config/system.ts";
import { MINUTE } from "../../../server/database/timestamps.ts";
import { createTestClient, startCircle, type TestClient } from "../../support/circle.ts";
import { settingsOf, startHostedCircle } from "../../support/hosted_circle.ts";
import { assertRefused } from "../../support/refusal.ts";
import { assertAdminFails, runAdmin, runAdminProcess } from "../../support/run_admin.ts";
import { decodePart, signByHmac, signToken } from "../../support/sign_token.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { testOnSqlite } from "../../support/test_on_sqlite.ts";
import { UNPRIVILEGED } from "../../support/unprivileged.ts";
import { waitFor } from "../../support/wait_for.ts";

testOnSqlite(
  "admin rotate-keys: a running server signs with the new key, and nobody is logged out",
  async () => {
    await using circle = await startHostedCircle();
    const { settings, server, anna, dataDir } = circle;
    const [old] = await readKeys(dataDir);
    const { code, stdout, stderr } = await runAdmin(settings, ["rotate-keys", "--json"]);
    assert.equal(code, 0);
    const [added, kept, ...others] = await readKeys(dataDir);
    assert.deepEqual(kept, old);
    assert.equal(others.length, 0);
    const { key, kept: keptIds, kept_until } = JSON.parse(stdout);
    assert.deepEqual([key, keptIds], [added!.kid, [old!.kid]]);
    assert.ok(Date.parse(kept_until) > Date.now() + 20 * MINUTE);
    assert.equal((await Deno.stat(`${dataDir}/signing-keys`)).mode! & 0o777, 0o600);
    const { client } = createTestClient(server.url);
    const token = await waitForKey({ client }, anna, added!.kid);
    assert.equal((await client(token).getProfile({})).id, anna.id);
    assert.equal(decodePart(anna.token, 0).kid, old!.kid);
    assert.equal((await client(anna.token).getProfile({})).id, anna.id);
    const { access_token } = await client().refresh({ body: { refresh_token: anna.refreshToken } });
    assert.equal((await client(access_token).getProfile({})).id, anna.id);
    for (const { secret } of [added!, old!]) {
      for (const text of [secret.toBase64(), secret.toHex()]) {
        assert.ok(!(stdout + stderr + server.log.join()).includes(text));
      }
    }
  },
);

testOnSqlite("admin rotate-keys: the old key ends once its tokens have ended", async () => {
  await using circle = await startCircle();
  const anna = await circle.join();
  const { dataDir } = circle;
  const [old] = await readKeys(dataDir);
  const { key } = await rotateKeys({
    settings: settingsOf({ CIRCLE_DATA_DIR: dataDir }),
    ...SYSTEM,
  });
  await waitForKey(circle, anna, key);
  const mint = (now: number) => {
    const issuedAt = Math.floor(now / 1000);
    const claims = { ...decodePart(anna.token, 1), iat: issuedAt, exp: issuedAt + 1200 };
    return signToken(decodePart(anna.token, 0), claims, signByHmac(old!.secret));
  };
  const callWith = async (token: string) =>
    (await circle.call("GET", "/profile", { token })).status;
  const after = (minutes: number) => Date.now() + minutes * MINUTE;
  circle.advance(19 * MINUTE);
  assert.equal(await callWith(anna.token), 200);
  circle.advance(4 * MINUTE);
  await waitFor(
    "the end of the old key",
    async () => await callWith(mint(after(23))) === 401 || undefined,
  );
  const { client } = circle;
  const { access_token } = await client().refresh({ body: { refresh_token: anna.refreshToken } });
  assert.equal(await callWith(access_token), 200);
  await circle.restart();
  assert.equal(await callWith(mint(after(23))), 401);
  assert.equal(await callWith(access_token), 200);
});

testOnSqlite("admin rotate-keys --drop-old: the old key verifies nothing any more", async () => {
  await using circle = await startHostedCircle();
  const { settings, server, anna, dataDir } = circle;
  const [old] = await readKeys(dataDir);
  assert.equal((await server.call("GET", "/profile", { token: anna.token })).status, 200); // cached
  const { stdout } = await runAdmin(settings, ["rotate-keys", "--drop-old"]);
  assert.match(stdout, new RegExp(`^Removed: ${old!.kid}$`, "m"));
  assert.equal((await readKeys(dataDir)).length, 1);
  await waitFor(
    "the new key",
    async () =>
      (await server.call("GET", "/profile", { token: anna.token })).status === 401 || undefined,
  );
  await assertRefused(anna.client.getProfile({}), "invalid_token");
  const { access_token } = await createTestClient(server.url).client().refresh({
    body: { refresh_token: anna.refreshToken },
  });
  assert.equal((await server.call("GET", "/profile", { token: access_token })).status, 200);
});

testOnSqlite("admin rotate-keys: several at once lose no key", async () => {
  await using circle = await startHostedCircle();
  const { settings, dataDir } = circle;
  const [first] = await readKeys(dataDir);
  const all = await Promise.all(
    [1, 2, 3].map(() => runAdminProcess(settings, ["rotate-keys", "--json"])),
  );
  const added = all.map(({ stdout }) => JSON.parse(stdout).key);
  const ids = (await readKeys(dataDir)).map(({ kid }) => kid);
  assert.deepEqual(ids.toSorted(), [first!.kid, ...added].sort());
  assert.equal(ids.at(-1), first!.kid);
});

testOnSqlite(
  "admin rotate-keys: a server whose keys cannot be read goes on with them",
  async () => {
    await using circle = await startCircle();
    const anna = await circle.join();
    const file = `${circle.dataDir}/signing-keys`;
    const before = await Deno.readTextFile(file);
    await Deno.writeTextFile(file, "half a k");
    const countWarnings = () =>
      circle.log.filter((line) => line.includes("signing keys cannot be read")).length;
    await waitFor("the warning", () => Promise.resolve(countWarnings() === 1 || undefined));
    assert.equal((await anna.client.getProfile({})).id, anna.id);
    assert.equal((await circle.join()).token.length > 0, true);
    await Deno.writeTextFile(file, before);
    const { key } = await rotateKeys({
      settings: settingsOf({ CIRCLE_DATA_DIR: circle.dataDir }),
      ...SYSTEM,
    });
    await waitForKey(circle, anna, key);
    assert.equal(countWarnings(), 1);
  },
);

testOnSqlite("admin rotate-keys: keeps the owner of the keys if root runs it", async () => {
  if (Deno.uid() !== 0) return;
  await using circle = await startHostedCircle();
  const { settings, dataDir } = circle;
  const file = `${dataDir}/signing-keys`;
  await Deno.chown(file, 65534, 65534);
  assert.equal((await runAdmin(settings, ["rotate-keys"])).code, 0);
  const { uid, gid, mode } = await Deno.stat(file);
  assert.deepEqual([uid, gid, mode! & 0o777], [65534, 65534, 0o600]);
});

testOnSqlite("admin rotate-keys: says why it cannot, and changes nothing", async () => {
  await using folder = await makeTempFolder();
  const dataDir = `${folder.path}/data`;
  const settings = { CIRCLE_DATA_DIR: dataDir };
  await assertAdminFails(
    settings,
    ["rotate-keys"],
    /There are no signing keys in .*CIRCLE_DATA_DIR/,
  );
  await assert.rejects(Deno.stat(dataDir), Deno.errors.NotFound);
  const secret = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  for (const url of ["", "postgres://circle@localhost/circle"]) {
    await assertAdminFails(
      { ...settings, CIRCLE_DATABASE_URL: url, CIRCLE_SIGNING_KEYS: `a:${secret}` },
      ["rotate-keys"],
      /^The signing keys are in the setting CIRCLE_SIGNING_KEYS.*restart the servers\.\n$/,
    );
  }
});

Deno.test({
  name: "admin rotate-keys: a folder that cannot be written keeps its keys",
  ignore: UNPRIVILEGED === undefined,
  fn: async () => {
    await using folder = await makeTempFolder();
    const dataDir = `${folder.path}/data`;
    await Deno.mkdir(dataDir);
    const keys = `a:${crypto.getRandomValues(new Uint8Array(32)).toBase64()}\n`;
    await Deno.writeTextFile(`${dataDir}/signing-keys`, keys);
    await Deno.writeTextFile(`${dataDir}/start.lock`, "");
    await Deno.chmod(dataDir, 0o500);
    const process = await runAdminProcess(
      { CIRCLE_DATA_DIR: dataDir },
      ["rotate-keys"],
      UNPRIVILEGED,
    );
    await Deno.chmod(dataDir, 0o700);
    assert.equal(process.code, 1);
    assert.match(process.stderr, /signing-keys cannot be written \(PermissionDenied\)\. Nothing/);
    assert.equal(await Deno.readTextFile(`${dataDir}/signing-keys`), keys);
  },
});

async function readKeys(dataDir: string) {
  return parseSigningKeys(await Deno.readTextFile(`${dataDir}/signing-keys`));
}

/** Logs in until the token is signed by a key; returns that token. */
async function waitForKey(
  { client }: Pick<TestClient, "client">,
  { email, password }: { readonly email: string; readonly password: string },
  kid: string,
): Promise<string> {
  return await waitFor("the new key", async () => {
    const { access_token } = await client().login({ body: { email, password } });
    return decodePart(access_token, 0).kid === kid ? access_token : undefined;
  });
}
