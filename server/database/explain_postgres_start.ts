import { SERVE_PROGRAM } from "../config/program_names.ts";
import { StartError } from "../config/start_error.ts";
import { readPostgresFailure } from "./postgres.ts";
import { ConnectionError, readSqlState } from "./postgres_pool.ts";

/** Makes a sentence of the name of the setting that is at fault. */
type Sentence = (place: string) => string;

const describeMissingDatabase: Sentence = (place) =>
  `The database that ${place} names does not exist: make it with createdb.`;

const describeMissingRight: Sentence = (place) =>
  `PostgreSQL does not let the user of ${place} make tables. Make a database that the user ` +
  "owns: createdb --owner=USER NAME.";

/** What stops a start, by SQLSTATE. */
const REFUSALS: Readonly<Record<string, Sentence>> = {
  "28P01": (place) => `PostgreSQL refuses the user or the password of ${place}.`,
  "28000": (place) =>
    `PostgreSQL refuses the user or the password of ${place}, or its pg_hba.conf has no line for ` +
    "this machine, or one that asks for TLS: add sslmode=verify-full.",
  "3D000": describeMissingDatabase,
  "42501": describeMissingRight,
  "3F000": describeMissingRight, // no schema that the user may use
  "53300": () =>
    "PostgreSQL has no connection left for this server. Raise its max_connections, or stop " +
    "something else that uses it.",
};

/** What stops a start, by the words of PgBouncer, `pg` or the runtime. */
const FAULTS: readonly (readonly [RegExp, Sentence])[] = [
  [
    /^Requires \w+ access/,
    (place) =>
      `The flags of deno run do not let this server open what ${place} names. "${SERVE_PROGRAM}" ` +
      "sets them by itself; elsewhere add them as docs/operations.md says.",
  ],
  [
    /^no such database/,
    (place) => `PgBouncer does not know the database of ${place}: add it to [databases].`,
  ],
  [/^database .* does not exist/, describeMissingDatabase],
  [
    /^(SASL authentication failed|password authentication failed|no such user)/,
    (place) => `PgBouncer refuses the user or the password of ${place}: look at its auth_file.`,
  ],
  [
    /^SASL: .*password must be/,
    (place) => `PostgreSQL asks for a password, and there is none in ${place}.`,
  ],
  [
    /^The server does not support SSL/,
    (place) =>
      `${place} asks for TLS with its sslmode, but the server has none. Turn it on there ` +
      "(ssl = on), or use sslmode=disable in a network that you trust.",
  ],
  [
    /altnames|not match|NotValidForName/,
    (place) =>
      `The certificate of PostgreSQL is not for the host name in ${place}. Use the name that is ` +
      "in the certificate.",
  ],
  [
    /(certificate|sslrootcert).*(open|read)|(open|read) .*\.(pem|crt|key)/,
    (place) => `A certificate or key that ${place} names cannot be read.`,
  ],
  [
    /certificate|self.signed|UnknownIssuer/,
    (place) =>
      `The certificate of PostgreSQL cannot be verified. Name that of its authority in ${place}: ` +
      "sslmode=verify-full&sslrootcert=FILE.",
  ],
  [
    /\.s\.PGSQL\./,
    (place) =>
      `PostgreSQL has no Unix socket that this server may open in the folder of ${place}. Does it ` +
      "run? It must listen there (unix_socket_directories), on the same port.",
  ],
];

/**
 * Why a database cannot be opened, as a `StartError` if the host can fix it. The URL contains the
 * password, so nothing of it is repeated.
 */
export function explainPostgresStart(error: unknown, place = "CIRCLE_DATABASE_URL"): unknown {
  if (!(error instanceof Error) || error instanceof StartError) return error;
  const cause = error instanceof ConnectionError && error.cause instanceof Error
    ? error.cause
    : error;
  const sentence = findSentence(cause);
  if (sentence) return new StartError(sentence(place));
  if (readPostgresFailure(error) !== "unavailable") return error;
  return new StartError(`PostgreSQL cannot be reached at the address of ${place}. Does it run?`);
}

function findSentence(cause: Error): Sentence | undefined {
  const state = readSqlState(cause);
  if (state !== undefined && state !== "08P01") return REFUSALS[state];
  return FAULTS.find(([words]) => words.test(cause.message))?.[1];
}
