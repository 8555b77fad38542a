import { join } from "node:path";
import type { Environment } from "../../shared/environment.ts";
import { parseDatabaseUrl } from "./database_url.ts";
import { DEFAULT_COST, parsePasswordCost, type PasswordCost } from "./password_cost.ts";
import type { SigningKey } from "./signing_keys.ts";
import {
  listOf,
  oneOf,
  optional,
  type Parse,
  parseAddressRange,
  parseKeys,
  parseMetricsToken,
  parseOrigin,
  parsePort,
  parsePublicUrl,
  parseTimeZone,
  systemTimeZone,
} from "./setting_parsers.ts";
import { StartError } from "./start_error.ts";

/** Settings from the environment, checked. */
export interface Config {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** The folder of the photos; `undefined` beside PostgreSQL, unless a setting names one. */
  readonly photosDir: string | undefined;
  readonly registration: "invite" | "open";
  readonly newFamilies: NewFamilies;
  /**
   * Issuer and audience of the access tokens; by default the address that the server listens on.
   */
  readonly publicUrl?: string;
  /** Whether pages may sign people in over plain http beyond this machine. */
  readonly allowsInsecureHttp: boolean;
  readonly corsOrigins: readonly string[];
  /** In the form of `readRange`. */
  readonly trustedProxies: readonly string[];
  readonly logFormat: "text" | "json";
  /** IANA time zone of the current day, for requests that name no day. */
  readonly timeZone: string;
  readonly passwordCost: PasswordCost;
}

/** Which accounts may make a family beside that of their registration. */
export type NewFamilies = "anyone" | "members" | "host";

/** Settings that must never be logged or printed. */
export interface Secrets {
  /** `postgres://…` with a password; by default SQLite in the data folder. */
  readonly databaseUrl?: string;
  /** The first signs, all verify. By default the keys are in the data folder. */
  readonly signingKeys?: readonly SigningKey[];
  /** What a monitor on another machine sends to read the metrics. */
  readonly metricsToken?: string;
}

/** All settings from the environment. */
export interface Settings {
  readonly config: Config;
  readonly secrets: Secrets;
}

/** How settings are read. */
interface ReadOptions {
  /** What signs no tokens needs no keys with PostgreSQL. */
  readonly needsKeys?: boolean;
  /** Gets the name and the text of each setting, also of a bad one; an empty text is none. */
  readonly note?: (name: string, text: string) => void;
}

/** Reads and checks every setting; throws a `StartError` that names all bad ones. */
export function readConfig(
  env: Environment,
  isTerminal: boolean,
  { needsKeys = true, note }: ReadOptions = {},
): Settings {
  const faults: string[] = [];
  const read = createReader(env, faults, note);
  const config: Config = {
    host: read("CIRCLE_HOST", "127.0.0.1", asItIs),
    port: read("CIRCLE_PORT", "8000", parsePort),
    dataDir: read("CIRCLE_DATA_DIR", findDataDir(env), asItIs),
    photosDir: read("CIRCLE_PHOTOS_DIR", findPhotosDir(env) ?? "", optional(asItIs)),
    registration: read("CIRCLE_REGISTRATION", "invite", oneOf("invite", "open")),
    newFamilies: read("CIRCLE_NEW_FAMILIES", "anyone", oneOf("anyone", "members", "host")),
    publicUrl: read("CIRCLE_PUBLIC_URL", "", optional(parsePublicUrl)),
    allowsInsecureHttp: read("CIRCLE_INSECURE_HTTP", "", optional(oneOf("allow"))) === "allow",
    corsOrigins: read("CIRCLE_CORS_ORIGINS", "", listOf(parseOrigin)),
    trustedProxies: read("CIRCLE_TRUSTED_PROXIES", "", listOf(parseAddressRange)),
    logFormat: read("CIRCLE_LOG", isTerminal ? "text" : "json", oneOf("text", "json")),
    timeZone: read("CIRCLE_TIME_ZONE", systemTimeZone(), parseTimeZone),
    passwordCost: read("CIRCLE_PASSWORD_COST", DEFAULT_COST, parsePasswordCost),
  };
  const secrets: Secrets = {
    databaseUrl: read("CIRCLE_DATABASE_URL", "", optional(parseDatabaseUrl)),
    signingKeys: read("CIRCLE_SIGNING_KEYS", "", optional(parseKeys)),
    metricsToken: read("CIRCLE_METRICS_TOKEN", "", optional(parseMetricsToken)),
  };
  const hasKeys = Boolean(env("CIRCLE_SIGNING_KEYS"));
  if (env("CIRCLE_DATABASE_URL") && needsKeys && !hasKeys) faults.push(KEYS_NEEDED);
  if (faults.length > 0) throw new StartError(faults.join("\n"));
  return { config, secrets };
}

const KEYS_NEEDED =
  "CIRCLE_SIGNING_KEYS is needed with CIRCLE_DATABASE_URL, the same for every server: " +
  'for example "first:" and the output of openssl rand -base64 32.';

const asItIs: Parse<string> = (text) => text;

/** Reads settings one by one; adds what is wrong with them to `faults`. */
function createReader(env: Environment, faults: string[], note: ReadOptions["note"]) {
  return function read<T>(name: string, fallback: string, parse: Parse<T>): T {
    const text = env(name) || fallback;
    note?.(name, text);
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      faults.push(`${name} ${error.message}`);
      return undefined as T; // never used: `readConfig` throws if there are faults
    }
  };
}

/** The folder that holds the SQLite file and the signing keys. */
export function findDataDir(env: Environment): string {
  return env("CIRCLE_DATA_DIR") || "./data";
}

/**
 * The folder of the photos: in the data folder, unless a setting names another. Several servers on
 * one PostgreSQL database need one that they share, so there it has to be named.
 */
export function findPhotosDir(env: Environment): string | undefined {
  const usual = env("CIRCLE_DATABASE_URL") ? undefined : join(findDataDir(env), "photos");
  return env("CIRCLE_PHOTOS_DIR") || usual;
}

/** The file of the embedded database. */
export function databaseFile({ dataDir }: Pick<Config, "dataDir">): string {
  return join(dataDir, "circle.db");
}

/** The file that becomes the embedded database once a copy is finished. */
export function unfinishedCopy(config: Pick<Config, "dataDir">): string {
  return `${databaseFile(config)}.copying`;
}
