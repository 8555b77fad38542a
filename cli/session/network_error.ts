import { domainToUnicode } from "node:url";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { DEFAULT_SERVER } from "./server_address.ts";

/** Aborts an answer that never ends. */
export const TOO_LONG = "the answer is too long";
const TIMED_OUT = "no answer in time";

/** The system's error message, without the URL, which may contain a secret. */
export function findReason({ name, message, cause }: Error, url: string): string {
  if (name === "TimeoutError") return TIMED_OUT;
  return (cause instanceof Error ? cause.message : message).replaceAll(url, "…");
}

/** Explains why a server could not be reached. */
export function explainNetworkError(reason: string, server: string): CliError {
  const [, explain] = EXPLANATIONS.find(([pattern]) => pattern.test(reason)) ?? [];
  const sentence = explain?.(reason, server) ??
    (server === DEFAULT_SERVER
      ? "cannot be reached. Does a server run on this computer? Name one that is elsewhere: " +
        "--server https://circle.example.org, or CIRCLE_SERVER in the environment."
      : "cannot be reached. Is the address right, and does the server run?");
  return new CliError("unreachable", `${nameServer(server)} ${sentence}`);
}

/** Explains why the file that a server was sending did not end. */
export function explainBrokenAnswer(reason: string, server: string): CliError {
  const sentence = reason === TIMED_OUT
    ? "stopped in the middle of a file. Try again, or allow more with --timeout."
    : "broke off in the middle of a file. Try again.";
  return new CliError("unreachable", `${nameServer(server)} ${sentence}`);
}

/** An international name is shown in both of its forms. */
function nameServer(server: string): string {
  const { hostname } = new URL(server);
  const unicode = domainToUnicode(hostname);
  return unicode === hostname ? server : `${server} (${escapeControl(unicode)})`;
}

/** Explanations of system errors; each completes a sentence that begins with the server. */
const EXPLANATIONS: readonly (readonly [
  pattern: RegExp,
  explain: (reason: string, server: string) => string,
])[] = [
  [
    new RegExp(`^${TIMED_OUT}$`),
    () => "did not answer in time. Try again, or allow more with --timeout.",
  ],
  [
    new RegExp(`^${TOO_LONG}$`),
    () => "gave an answer that is too long to come from CircleShare. Is the address right?",
  ],
  [
    /Failed opening CA file: (.*)/,
    (reason) =>
      `was not called: DENO_CERT names a file that cannot be opened (${lastPart(reason)}).`,
  ],
  [
    /certificate expired/,
    (reason) =>
      `has a certificate that expired${formatDate("on", /not valid after (\d+)/, reason)}. ` +
      "The person who hosts the server must renew it.",
  ],
  [
    /certificate not valid yet/,
    (reason) =>
      `has a certificate that is not valid${
        formatDate("before", /not valid before (\d+)/, reason)
      }. ` +
      "Is the clock of this computer right?",
  ],
  [
    /certificate not valid for name/,
    (reason) => `has a certificate for other names (${listNames(reason)}). Is the address right?`,
  ],
  [
    /CaUsedAsEndEntity/,
    () =>
      "has a certificate that signs itself, which cannot be trusted. It needs one that an authority signed.",
  ],
  [
    /UnknownIssuer/,
    () =>
      "has a certificate of an authority that circle does not know. If the authority is yours, name its " +
      "certificate: DENO_CERT=ca.pem. DENO_TLS_CA_STORE=system trusts what this computer trusts.",
  ],
  [
    /InvalidContentType/,
    (_reason, server) =>
      `does not speak TLS. If you mean plain http: --server ${server.replace("https:", "http:")}`,
  ],
  [
    /certificate|corrupt message|tls|handshake/i,
    (reason) => `cannot be trusted: the TLS connection failed (${lastPart(reason)}).`,
  ],
  [
    /dns error/,
    () => "cannot be reached: its name is not known. Is the address spelled right?",
  ],
];

function lastPart(reason: string): string {
  return reason.split(": ").at(-1)!;
}

function formatDate(word: string, pattern: RegExp, reason: string): string {
  const [, seconds] = pattern.exec(reason) ?? [];
  return seconds ? ` ${word} ${new Date(Number(seconds) * 1000).toISOString().slice(0, 10)}` : "";
}

function listNames(reason: string): string {
  return [...reason.matchAll(/(?:DnsName|IpAddress)\(("[^"]*"|[^()]*)/g)]
    .map(([, name = ""]) => escapeControl(name.replaceAll('"', ""))).join(", ") || "none";
}
