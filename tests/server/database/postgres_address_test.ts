import assert from "node:assert/strict";
import { makeCertificate } from "../../support/certificates.ts";
import { findProgram } from "../../support/find_program.ts";
import { type PostgresServer, startPostgres } from "../../support/postgres.ts";
import { refuseToStart, startServerProcess } from "../../support/server_process.ts";
import { refuseInProcess, startInProcess } from "../../support/start_in_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase, runSql, testDialect } from "../../support/test_database.ts";

/** A password with everything that means something in a URL. */
const PASSWORD = "p/a#s@s?w%o:rd 1";
const ENCODED = encodeURIComponent(PASSWORD);

const KEY = crypto.getRandomValues(new Uint8Array(32)).toBase64();

/** No server on PostgreSQL makes a data folder. */
const NO_FOLDER = "no-folder";

function settingsOf(url: string): Record<string, string> {
  return {
    CIRCLE_DATA_DIR: NO_FOLDER,
    CIRCLE_SIGNING_KEYS: `test:${KEY}`,
    CIRCLE_DATABASE_URL: url,
  };
}

interface Place extends AsyncDisposable {
  readonly postgres: PostgresServer;
  readonly authority: string;
  /** `user:password@host:port`, encoded. */
  readonly at: string;
}

/** A PostgreSQL server that asks for a password and has TLS, as `localhost`. */
async function startPlace(): Promise<Place> {
  await using started = new AsyncDisposableStack();
  const folder = started.use(await makeTempFolder());
  const tls = await makeCertificate(folder.path, "localhost");
  const postgres = await startPostgres({ password: PASSWORD, hasSocket: true, tls });
  assert.ok(postgres, "the run of the tests has found PostgreSQL");
  started.use(postgres);
  const running = started.move();
  return {
    postgres,
    authority: tls.authority,
    at: `circle:${ENCODED}@localhost:${postgres.port}`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function assertServes(url: string): Promise<void> {
  await using server = await startInProcess(settingsOf(url));
  assert.equal((await server.call("GET", "/ready")).json.status, "ok");
}

/** The same with the permissions of a process, to files and sockets that the URL names too. */
async function assertProcessServes(url: string): Promise<void> {
  await using server = await startServerProcess(NO_FOLDER, settingsOf(url));
  assert.equal((await server.call("GET", "/ready")).json.status, "ok");
}

/** The start must be refused with one sentence, in which nothing of the password stands. */
async function assertRefused(url: string, expected: RegExp): Promise<void> {
  const { sentence, log } = await refuseInProcess(settingsOf(url));
  assert.match(sentence, expected);
  assert.match(sentence, /^[^\n]+\.$/);
  assertSaysNoPassword(sentence + log.join("\n"));
}

/** The same of a process: of its whole output, and with its permissions. */
async function assertProcessRefused(url: string, sentence: RegExp): Promise<void> {
  const { code, stdout, stderr } = await refuseToStart(NO_FOLDER, settingsOf(url));
  assert.match(stderr, sentence);
  const said = stderr.replaceAll(/^\{.*\}\n/gm, ""); // what the log says
  assert.match(said, /^[^\n]+\.\n$/);
  assert.equal(code, 1);
  assertSaysNoPassword(stdout + stderr);
}

function assertSaysNoPassword(output: string): void {
  for (const secret of [PASSWORD, ENCODED, "p/a", "s?w", "wrong-one"]) {
    assert.ok(!output.includes(secret), output);
  }
}

const IGNORED = testDialect() !== "postgres" || findProgram("openssl") === undefined;

let place: Place;
if (!IGNORED) {
  Deno.test.beforeAll(async () => {
    place = await startPlace();
  });
  Deno.test.afterAll(async () => await place[Symbol.asyncDispose]());
}

Deno.test({
  name: "PostgreSQL's address: a password, a Unix socket, and TLS with a verified certificate",
  ignore: IGNORED,
  fn: async () => {
    const { postgres: { folder, port }, authority, at } = place;
    const verified = (mode: string) => `sslmode=${mode}&sslrootcert=${authority}`;
    const socket = `host=${folder}&port=${port}&user=circle&password=${ENCODED}`;
    await assertProcessServes(`postgres://${at}/postgres?${verified("verify-full")}`);
    await assertProcessServes(`postgres:///postgres?${socket}`);
    await assertServes(`postgres://${at}/postgres`);
    await assertServes(`postgres://${at}/postgres?sslmode=disable`);
    await assertServes(`postgres://${at}/postgres?${verified("require")}`);
    const host = encodeURIComponent(folder);
    await assertProcessServes(`postgresql://circle:${ENCODED}@${host}:${port}/postgres`);
    await assertProcessRefused(
      `postgres:///postgres?${socket}`.replace(`${port}`, "1"),
      /no Unix socket/,
    );
  },
});

Deno.test({
  name: "PostgreSQL's address: a sentence says what is wrong with user, password and certificate",
  ignore: IGNORED,
  fn: async () => {
    const { postgres: { port }, authority, at } = place;
    const verified = `sslmode=verify-full&sslrootcert=${authority}`;
    const to = `localhost:${port}/postgres`;
    await assertProcessRefused(
      `postgres://circle:wrong-one@${to}`,
      /refuses the user or the password of CIRCLE_DATABASE_URL/,
    );
    await assertRefused(`postgres://circle@${to}`, /asks for a password, and there is none/);
    await assertRefused(`postgres://${to}`, /names no user: write postgres:\/\/user@host/);
    await assertRefused(`postgres://${at}/nothing`, /does not exist: make it with createdb/);
    const unverified = /cannot be verified\. Name that of its authority.*sslrootcert=FILE/;
    for (const mode of ["require", "verify-ca"]) { // of which `pg` would print a warning
      await assertProcessRefused(`postgres://${at}/postgres?sslmode=${mode}`, unverified);
    }
    await assertRefused(`postgres://${at}/postgres?sslmode=verify-full`, unverified);
    await assertRefused(
      `postgres://circle:${ENCODED}@127.0.0.1:${port}/postgres?${verified}`,
      /is not for the host name in CIRCLE_DATABASE_URL/,
    );
    await assertProcessRefused(
      `postgres://${at}/postgres?sslmode=verify-full&sslrootcert=/nowhere/root.pem`,
      /A certificate or key that CIRCLE_DATABASE_URL names cannot be read/,
    );
    await assertRefused(`postgres://${at}/postgres?sslmode=requrie`, /unknown sslmode: use one of/);
    const unencoded = /must be encoded: write \/ as %2F, # as %23/;
    await assertProcessRefused(`postgres://circle:p/a@${to}`, unencoded);
    for (const character of ["/", "#", "?", "%"]) {
      for (const password of [`1${character}2`, `p${character}a`]) {
        await assertRefused(`postgres://circle:${password}@${to}`, unencoded);
      }
    }
  },
});

Deno.test({
  name: "PostgreSQL's address: TLS that the server does not have, and tables of another role",
  ignore: testDialect() !== "postgres",
  fn: async () => {
    await using database = await makePostgresDatabase();
    const url = new URL(database.settings.CIRCLE_DATABASE_URL!);
    await assertRefused(`${url}?sslmode=require`, /asks for TLS with its sslmode, but the server/);
    await assertServes(url.href); // makes the tables
    const role = `other_${crypto.randomUUID().slice(0, 8)}`;
    await runSql(url.href, `create role ${role} login`);
    try {
      const others = new URL(url);
      others.username = role;
      await assertRefused(others.href, /belong to the role circle, and other_\w+ may not use them/);
      await runSql(url.href, `grant select on all tables in schema public to ${role}`);
      await assertRefused(others.href, /may not use them\. Connect as their owner, or make/);
      await runSql(url.href, `grant all on all tables in schema public to ${role}`);
      await assertServes(others.href);
      await runSql(url.href, "delete from kysely_migration where name > '0016'");
      await assertRefused(others.href, /may not (use|change) them/);
    } finally {
      await runSql(url.href, `drop owned by ${role}; drop role ${role}`);
    }
  },
});
