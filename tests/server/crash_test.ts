import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { GOOD_PASSWORD, type TestClient } from "../support/circle.ts";
import { pause } from "../support/pause.ts";
import { type ServerProcess, startServerProcess } from "../support/server_process.ts";
import { makeTempFolder } from "../support/temp_folder.ts";
import { testOnSqlite } from "../support/test_on_sqlite.ts";
import { waitFor } from "../support/wait_for.ts";

/** Times that the server is killed; the promise is 100, which takes some minutes. */
const ROUNDS = Number(Deno.env.get("CIRCLE_TEST_ROUNDS") ?? 6);

/** Milliseconds in which a server that was killed is up again. */
const LONGEST_START = 5_000;

/** What the server has acknowledged so far. */
interface Acknowledged {
  readonly emails: string[];
  /** The last name that was set, and those on their way when the server was killed. */
  names: string[];
}

testOnSqlite(`what was acknowledged survives ${ROUNDS} kills under load`, async () => {
  await using folder = await makeTempFolder();
  const settings = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };
  const acknowledged: Acknowledged = { emails: [], names: ["Anna"] };
  const start = () => startServerProcess(folder.path, settings);
  let server = await start();
  const anna = { email: "anna@example.org", password: GOOD_PASSWORD };
  await send(server, "POST", "/register", { body: { ...anna, name: "Anna" } });
  const token: string = (await send(server, "POST", "/login", { body: anna })).access_token;
  for (let round = 0; round < ROUNDS; round++) {
    const before = acknowledged.emails.length;
    const load = putUnderLoad(server, token, acknowledged);
    await waitFor("load", () => Promise.resolve(acknowledged.emails.length > before || undefined));
    await pause(Math.random() * 500);
    server.kill("SIGKILL");
    await load;
    await server[Symbol.asyncDispose]();
    const startedAt = performance.now();
    server = await start();
    const duration = performance.now() - startedAt;
    assert.ok(duration < LONGEST_START, `up again only after ${duration} ms`);
    const { name } = await send(server, "GET", "/profile", { token });
    assert.ok(acknowledged.names.includes(name), `${name} is not one of ${acknowledged.names}`);
    acknowledged.names = [name];
    assertWhole(`${folder.path}/circle.db`, acknowledged.emails);
  }
  const email = acknowledged.emails.at(-1);
  await send(server, "POST", "/login", { body: { email, password: GOOD_PASSWORD } });
  await server[Symbol.asyncDispose]();
});

/** Registers people and changes a name, concurrently, until the server is gone. */
async function putUnderLoad(
  server: ServerProcess,
  token: string,
  acknowledged: Acknowledged,
): Promise<void> {
  const register = async () => {
    const email = `${crypto.randomUUID()}@example.org`;
    await send(server, "POST", "/register", {
      body: { email, name: "x", password: GOOD_PASSWORD },
    });
    acknowledged.emails.push(email);
  };
  const rename = async () => {
    const name = crypto.randomUUID();
    acknowledged.names.push(name);
    await send(server, "PATCH", "/profile", { token, body: { name } });
    acknowledged.names.splice(0, acknowledged.names.indexOf(name));
  };
  await Promise.all([register, register, register, rename].map(untilGone));
}

/** Does a work again and again until the server does not answer any more. */
async function untilGone(work: () => Promise<void>): Promise<void> {
  try {
    while (true) await work();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // `fetch` says so of a connection that broke
  }
}

/** Whether a database is sound, and holds everybody who was acknowledged, once and with a family. */
function assertWhole(file: string, emails: readonly string[]): void {
  using database = new DatabaseSync(file, { readOnly: true });
  assert.equal(database.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
  assert.deepEqual(database.prepare("PRAGMA foreign_key_check").all(), []);
  const kept = database.prepare("SELECT email FROM accounts").all().map(({ email }) => email);
  assert.equal(new Set(kept).size, kept.length, "an account is there twice");
  const missing = new Set(emails).difference(new Set(kept));
  assert.deepEqual([...missing], []);
  const homeless = database.prepare(
    "SELECT email FROM accounts LEFT JOIN members ON account_id = accounts.id WHERE role IS NULL",
  ).all();
  assert.deepEqual(homeless, []);
}

/** Makes a call that is served, or breaks because the server is gone. */
async function send(
  { call }: ServerProcess,
  ...[method, path, options]: Parameters<TestClient["call"]>
) {
  const { status, json, text } = await call(method, path, options);
  assert.ok(status < 300, `${method} ${path} ${status} ${text}`);
  return json;
}
