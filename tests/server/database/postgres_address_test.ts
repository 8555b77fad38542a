import assert from "node:assert/strict";
import { makeCertificate } from "../../support/certificates.ts";
import { findProgram } from "../../support/find_program.ts";
import { type PostgresServer, startPostgres } from "../../support/postgres.ts";
import { refuseToStart, startServerProcess } from "../../support/server_process.ts";
import { makeTempFolder } from "../../support/temp_folder.ts";
import { makePostgresDatabase, runSql, testDialect } from "../../support/test_database.ts";

/** A password with everything that means something in a URL. */
const PASSWORD = "p/a#s@s?w%o:rd 1";
const ENCODED = encodeURIComponent(PASSWORD);

const KEY = crypto.getRandomValues(new Uint8Array(32)).toBase64();
const SETTINGS = { CIRCLE_SIGNING_KEYS: `test:${KEY}` };

/** No server on PostgreSQL makes a data folder. */
const NO_FOLDER = "no-folder";

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
  await using server = await startServerProcess(NO_FOLDER, {
    ...SETTINGS,
    CIRCLE_DATABASE_URL: url,
  });
  assert.equal((await fetch(`${server.url}/ready`).then((answer) => answer.json())).status, "ok");
}

/** The start must be refused with one sentence, in which nothing of the password stands. */
async function assertRefused(url: string, sentence: RegExp): Promise<void> {
  const { code, stdout, stderr } = await refuseToStart(NO_FOLDER, {
    ...SETTINGS,
    CIRCLE_DATABASE_URL: url,
  });
  assert.match(stderr, sentence);
  const said = stderr.replaceAll(/^\{.*\}\n/gm, ""); // what the log says
  assert.match(said, /^[^\n]+\.\n$/);
  assert.equal(code, 1);
  for (const secret of [PASSWORD, ENCODED, "p/a", "s?w", "wrong-one"]) {
    assert.ok(!(stdout + stderr).includes(secret), stderr);
  }
}

const IGNORED = testDialect() !== "postgres" || findProgram("openssl") === undefined;

Deno.test({
  name: "PostgreSQL's address: a password, a Unix socket, and TLS with a verified certificate",
  ignore: IGNORED,
  fn: async () => {
    await using place = await startPlace();
    const { postgres: { folder, port }, authority, at } = place;
    await assertServes(`postgres://${at}/postgres`);
    await assertServes(`postgres://${at}/postgres?sslmode=disable`);
    for (const mode of ["require", "verify-full"]) {
      await assertServes(`postgres://${at}/postgres?sslmode=${mode}&sslrootcert=${authority}`);
    }
    const socket = `host=${folder}&port=${port}&user=circle&password=${ENCODED}`;
    await assertServes(`postgres:///postgres?${socket}`);
    const host = encodeURIComponent(folder);
    await assertServes(`postgresql://circle:${ENCODED}@${host}:${port}/postgres`);
    await assertRefused(`postgres:///postgres?${socket}`.replace(`${port}`, "1"), /no Unix socket/);
  },
});

Deno.test({
  name: "PostgreSQL's address: a sentence says what is wrong with user, password and certificate",
  ignore: IGNORED,
  fn: async () => {
    await using place = await startPlace();
    const { postgres: { port }, authority, at } = place;
    const verified = `sslmode=verify-full&sslrootcert=${authority}`;
    const to = `localhost:${port}/postgres`;
    await assertRefused(
      `postgres://circle:wrong-one@${to}`,
      /refuses the user or the password of CIRCLE_DATABASE_URL/,
    );
    await assertRefused(`postgres://circle@${to}`, /asks for a password, and there is none/);
    await assertRefused(`postgres://${to}`, /names no user: write postgres:\/\/user@host/);
    await assertRefused(`postgres://${at}/nothing`, /does not exist: make it with createdb/);
    for (const mode of ["require", "verify-ca", "verify-full"]) {
      await assertRefused(
        `postgres://${at}/postgres?sslmode=${mode}`,
        /cannot be verified\. Name that of its authority.*sslrootcert=FILE/,
      );
    }
    await assertRefused(
      `postgres://circle:${ENCODED}@127.0.0.1:${port}/postgres?${verified}`,
      /is not for the host name in CIRCLE_DATABASE_URL/,
    );
    await assertRefused(
      `postgres://${at}/postgres?sslmode=verify-full&sslrootcert=/nowhere/root.pem`,
      /A certificate or key that CIRCLE_DATABASE_URL names cannot be read/,
    );
    await assertRefused(`postgres://${at}/postgres?sslmode=requrie`, /unknown sslmode: use one of/);
    for (const character of ["/", "#", "?", "%"]) {
      for (const password of [`1${character}2`, `p${character}a`]) {
        await assertRefused(
          `postgres://circle:${password}@${to}`,
          /must be encoded: write \/ as %2F, # as %23/,
        );
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
