import { join } from "node:path";
import type { Environment } from "../shared/environment.ts";
import { readAddress } from "./client_address.ts";
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
  /** As `readAddress` gives them. */
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
    passwordCost: read("CIRCLE_PASSWORD_COST", formatCost(LEAST_COST), parsePasswordCost),
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
  const origin = URL.parse(text)?.origin;
  // A star is a letter to URL, and means every host to whoever writes it.
  const isPlain = /^https?:[^*]+$/.test(text) && text.replace(/\/$/, "") === origin;
  if (isPlain) return origin;
  throw new StartError("must be an origin such as https://circle.example.org, without a path.");
}

function parseAddress(text: string): string {
  const address = readAddress(text);
  if (address !== undefined) return address;
  throw new StartError("must be a list of IP addresses, separated by commas.");
}

function splitList(text: string): string[] {
  return text.split(",").map((part) => part.trim()).filter((part) => part !== "");
}

/** The weakest cost that is taken, and the highest: a slip of the pen must not stop all logins. */
const LEAST_COST: PasswordCost = { memory: 19456, passes: 2, lanes: 1 };
const HIGHEST_COST: PasswordCost = { memory: 1024 * 1024, passes: 20, lanes: 16 };

function parsePasswordCost(text: string): PasswordCost {
  const match = /^m=(\d+),t=(\d+),p=(\d+)$/.exec(text);
  const [memory = 0, passes = 0, lanes = 0] = (match?.slice(1) ?? []).map(Number);
  const cost: PasswordCost = { memory, passes, lanes };
  const names = ["memory", "passes", "lanes"] as const;
  if (names.every((name) => LEAST_COST[name] <= cost[name] && cost[name] <= HIGHEST_COST[name])) {
    return cost;
  }
  throw new StartError(
    `must be from ${formatCost(LEAST_COST)} to ${formatCost(HIGHEST_COST)}, written so.`,
  );
}

function formatCost({ memory, passes, lanes }: PasswordCost): string {
  return `m=${memory},t=${passes},p=${lanes}`;
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
