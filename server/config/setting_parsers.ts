import { isIPv6 } from "node:net";
import { readRange } from "./ip_address.ts";
import { InvalidKeysError, parseSigningKeys, type SigningKey } from "./signing_keys.ts";
import { StartError } from "./start_error.ts";

/**
 * Parses a setting; throws a `StartError` whose message continues after the name of the setting.
 */
export type Parse<T> = (text: string) => T;

/** An optional setting. */
export function optional<T>(parse: Parse<T>): Parse<T | undefined> {
  return (text) => text === "" ? undefined : parse(text);
}

/** Values separated by commas. */
export function listOf<T>(parse: Parse<T>): Parse<T[]> {
  return (text) =>
    text.split(",").map((part) => part.trim()).filter((part) => part !== "").map(parse);
}

/** One of some words. */
export function oneOf<const T extends string>(...words: T[]): Parse<T> {
  return (text) => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw new StartError(`must be ${words.join(" or ")}.`);
  };
}

/** A port number. */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new StartError("must be a port number from 0 to 65535.");
}

/** An origin (RFC 6454), as browsers write it. */
export function parseOrigin(text: string): string {
  const url = URL.parse(text);
  // A star is a letter to URL, but people who write one mean every host.
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname.includes("*")) {
    throw new StartError("must be an origin such as https://circle.example.org.");
  }
  if (url.username !== "" || url.password !== "" || /[?#]/.test(text)) {
    throw new StartError(
      "must be an origin such as https://circle.example.org, without a user name, ? or #.",
    );
  }
  if (url.pathname !== "/") {
    throw new StartError("must be an origin such as https://circle.example.org, without a path.");
  }
  if (text.replace(/\/$/, "") === url.origin) return url.origin;
  throw new StartError(`must be written as browsers do: ${url.origin}.`);
}

/**
 * The origin at which others reach the server. A path is refused: cookies and the check of forms
 * hold for an origin, so that any other program at that origin could act as the signed-in person.
 */
export function parsePublicUrl(text: string): string {
  if ((URL.parse(text)?.pathname ?? "/") === "/") return parseOrigin(text);
  throw new StartError(
    "must be an origin such as https://circle.example.org, without a path: " +
      "give the server a host name or a port of its own.",
  );
}

/** The widest ranges that may be trusted, which are those of private networks. */
const WIDEST = { ipv4: 8, ipv6: 7 } as const;

/** An IP address or a range of them, as `readRange` gives it. */
export function parseAddressRange(text: string): string {
  const range = readRange(text);
  const [start = "", bits = 128] = range?.split("/") ?? [];
  if (Number(bits) < WIDEST[isIPv6(start) ? "ipv6" : "ipv4"]) {
    throw new StartError(
      `must not trust ${text}, where strangers have addresses too: a range is at most ` +
        `/${WIDEST.ipv4} for IPv4, and /${WIDEST.ipv6} for IPv6.`,
    );
  }
  if (range !== undefined) return range;
  throw new StartError(
    "must be a list of IP addresses, or ranges such as 10.0.0.0/8 or fd00::/8, " +
      "separated by commas.",
  );
}

/** Signing keys: `kid:base64,…`. */
export function parseKeys(text: string): SigningKey[] {
  try {
    return parseSigningKeys(text);
  } catch (error) {
    throw error instanceof InvalidKeysError ? new StartError(error.message) : error;
  }
}

/** A token that is too long to be guessed, in the characters of RFC 6750. */
export function parseMetricsToken(text: string): string {
  if (/^[\w.~+/-]{32,256}=*$/.test(text) && new Set(text).size > 8) return text;
  throw new StartError(
    "must be a random text of at least 32 characters: for example the output of " +
      "openssl rand -base64 32.",
  );
}

/** An IANA time zone. */
export function parseTimeZone(text: string): string {
  try {
    return Temporal.Now.zonedDateTimeISO(text).timeZoneId;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StartError("must be a time zone such as Europe/Berlin.");
  }
}

/** The time zone that the machine has. */
export function systemTimeZone(): string {
  return Temporal.Now.timeZoneId();
}
