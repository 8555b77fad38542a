import { StartError } from "./start_error.ts";

/** Values of `sslmode` and whether TLS is used; the server's certificate is verified in full. */
const SSL_MODES = ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify"];

/** Parameters that name files of certificates. */
const CERTIFICATES = ["sslrootcert", "sslcert", "sslkey"];

/** Like `parseDatabaseUrl`, for the target of a copy or a restore. */
export function parseTargetUrl(text: string): string {
  try {
    return parseDatabaseUrl(text);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    throw new StartError(`The target ${error.message}`);
  }
}

/**
 * The URL of a PostgreSQL database; throws a `StartError` whose message continues after the name of
 * the setting. Nothing of it is repeated, as it has a password.
 */
export function parseDatabaseUrl(text: string): string {
  if (/^postgres(ql)?:\/\//.test(text)) {
    if (hasUnencoded(text)) {
      throw new StartError(
        "has a character in its user or password that must be encoded: write / as %2F, # as %23, " +
          "? as %3F, @ as %40 and % as %25.",
      );
    }
    const url = URL.parse(text);
    if (url && url.pathname.length > 1) {
      checkParts(url);
      return text;
    }
  }
  throw new StartError("must look like postgres://user:password@host:5432/database.");
}

/**
 * Whether a user or a password has a character that ends it: then the last `@` follows the first
 * `/`, `?` or `#`. A URL of PostgreSQL has no fragment.
 */
function hasUnencoded(text: string): boolean {
  const [, path = "", query = ""] = /^\w+:\/\/[^/?#]*([^?#]*)([^]*)$/.exec(text) ?? [];
  return text.includes("#") || path.includes("@") || (path === "" && query.includes("@")) ||
    /%(?![0-9a-f]{2})/i.test(text);
}

function checkParts({ username, pathname, searchParams }: URL): void {
  try {
    decodeURIComponent(username + pathname);
  } catch {
    throw new StartError("has a % that is not followed by the UTF-8 of a character.");
  }
  if (username === "" && !searchParams.get("user")) {
    throw new StartError("names no user: write postgres://user@host/database.");
  }
  const mode = searchParams.get("sslmode");
  if (mode !== null && !SSL_MODES.includes(mode)) {
    throw new StartError(`has an unknown sslmode: use one of ${SSL_MODES.join(", ")}.`);
  }
}

/**
 * The same URL for `pg`, which prints a warning for modes that it will treat otherwise one day.
 * Here they mean `verify-full`, now and then.
 */
export function pinSslMode(text: string): string {
  const url = new URL(text);
  const mode = url.searchParams.get("sslmode");
  if (url.searchParams.get("uselibpqcompat") === "true") return text;
  if (mode === null || mode === "disable" || mode === "no-verify") return text;
  return text.replace(/([?&]sslmode=)[^&]*/, "$1verify-full");
}

/** Where a server reaches its PostgreSQL database, and what it reads for that. */
interface DatabasePlace {
  /** A name or an address; `undefined` if it is a Unix socket, or if there is none. */
  readonly host?: string;
  /** The path of a Unix socket. */
  readonly socket?: string;
  /** The files of certificates and keys. */
  readonly certificates: readonly string[];
}

/** The place that the URL of a database names; no place if it cannot be read. */
export function findDatabasePlace(text = ""): DatabasePlace {
  const url = URL.parse(text);
  if (!url) return { certificates: [] };
  const certificates = CERTIFICATES.flatMap((name) => url.searchParams.get(name) ?? []);
  const host = url.searchParams.get("host") || url.hostname.replaceAll(/%2f/gi, "/");
  if (!host.startsWith("/")) return { host, certificates };
  const port = url.searchParams.get("port") || url.port || "5432";
  return { socket: `${host}/.s.PGSQL.${port}`, certificates };
}
