import { isIP } from "node:net";
import { join } from "node:path";
import { InvalidKeysError, parseSigningKeys, type SigningKey } from "./sessions/signing_keys.ts";
import { StartError } from "./start_error.ts";

/** What the environment says, checked. */
export interface Config {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly registration: "invite" | "open";
  /** Issuer and audience of the access tokens; without it, the address that is listened on. */
  readonly publicUrl?: string;
  readonly corsOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly logFormat: "text" | "json";
  readonly passwordCost: PasswordCost;
}

/** What must never be logged or printed. */
export interface Secrets {
  /** `postgres://…`, with a password in it; without it, SQLite in the data folder. */
  readonly databaseUrl?: string;
  /** The first signs, all verify. Without it, keys are kept in the data folder. */
  readonly signingKeys?: readonly SigningKey[];
}

/** All that the environment says. */
export interface Settings {
  readonly config: Config;
  readonly secrets: Secrets;
}

/** Cost of an Argon2id hash (RFC 9106). */
export interface PasswordCost {
  /** KiB of memory. */
  readonly memory: number;
  /** Passes over it. */
  readonly passes: number;
  readonly lanes: number;
}

type Environment = (name: string) => string | undefined;

const SERVER_DEFAULTS = { host: "127.0.0.1", port: "8000", dataDir: "./data" };

/** Reads and checks every setting; throws a `StartError` that names all bad ones. */
export function readConfig(
  env: Environment,
  isTerminal: boolean,
): Settings {
  const faults: string[] = [];
  function read<T>(name: string, fallback: string, parse: (text: string) => T): T {
    try {
      return parse(env(name) || fallback);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      faults.push(`${name} ${error.message}`);
      return undefined as T; // never used: the faults are thrown below
    }
  }
  const config: Config = {
    host: read("CIRCLE_HOST", SERVER_DEFAULTS.host, (text) => text),
    port: read("CIRCLE_PORT", SERVER_DEFAULTS.port, parsePort),
    dataDir: findDataDir(env),
    registration: read("CIRCLE_REGISTRATION", "invite", oneOf("invite", "open")),
    publicUrl: read("CIRCLE_PUBLIC_URL", "", (text) => text === "" ? undefined : parseOrigin(text)),
    corsOrigins: read("CIRCLE_CORS_ORIGINS", "", (text) => splitList(text).map(parseOrigin)),
    trustedProxies: read("CIRCLE_TRUSTED_PROXIES", "", (text) => splitList(text).map(parseAddress)),
    logFormat: read("CIRCLE_LOG", isTerminal ? "text" : "json", oneOf("text", "json")),
    passwordCost: read("CIRCLE_PASSWORD_COST", "m=19456,t=2,p=1", parsePasswordCost),
  };
  const secrets: Secrets = {
    databaseUrl: read(
      "CIRCLE_DATABASE_URL",
      "",
      (text) => text === "" ? undefined : parseDatabaseUrl(text),
    ),
    signingKeys: read(
      "CIRCLE_SIGNING_KEYS",
      "",
      (text) => text === "" ? undefined : parseKeys(text),
    ),
  };
  if (env("CIRCLE_DATABASE_URL") && !env("CIRCLE_SIGNING_KEYS")) {
    faults.push(
      "CIRCLE_SIGNING_KEYS is needed with CIRCLE_DATABASE_URL, the same for every server: " +
        'for example "first:" and the output of openssl rand -base64 32.',
    );
  }
  if (faults.length > 0) throw new StartError(faults.join("\n"));
  return { config, secrets };
}

/** The folder that holds the SQLite file and the signing keys. */
export function findDataDir(env: Environment): string {
  return env("CIRCLE_DATA_DIR") || SERVER_DEFAULTS.dataDir;
}

/** The file of the embedded database. */
export function databaseFile({ dataDir }: Config): string {
  return join(dataDir, "circle.db");
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new StartError("must be a port number from 0 to 65535.");
}

function oneOf<const T extends string>(...values: T[]): (text: string) => T {
  return (text) => {
    const value = values.find((known) => known === text);
    if (value !== undefined) return value;
    throw new StartError(`must be ${values.join(" or ")}.`);
  };
}

function parseOrigin(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && text.replace(/\/$/, "") === url.origin) {
    return url.origin;
  }
  throw new StartError("must be an origin such as https://circle.example.org, without a path.");
}

function parseAddress(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new StartError("must be a list of IP addresses, separated by commas.");
}

function splitList(text: string): string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}

function parsePasswordCost(text: string): PasswordCost {
  const match = /^m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})$/.exec(text);
  const [memory, passes, lanes] = (match?.slice(1) ?? []).map(Number);
  const isStrongEnough = memory! >= 19456 && passes! >= 2 && lanes! >= 1;
  if (isStrongEnough) return { memory: memory!, passes: passes!, lanes: lanes! };
  throw new StartError("must look like m=19456,t=2,p=1 and may not be weaker than that.");
}

function parseDatabaseUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1) return text;
  throw new StartError("must look like postgres://user:password@host:5432/database.");
}

function parseKeys(text: string): SigningKey[] {
  try {
    return parseSigningKeys(text);
  } catch (error) {
    throw error instanceof InvalidKeysError ? new StartError(error.message) : error;
  }
}
