import { isLoopback } from "../../shared/loopback.ts";
import { CliError } from "../terminal/cli_error.ts";

/** The server used when none is named: one on this machine, with its default settings. */
export const DEFAULT_SERVER = "http://127.0.0.1:8000";

/** Reads the origin of a server that a person named; `https://` may be left out. */
export function parseServer(text: string): string {
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new CliError(
      "usage",
      "This is not the address of a server. One looks like https://circle.example.org, " +
        "http://127.0.0.1:8000 or http://[::1]:8000.",
    );
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new CliError("usage", `The address of a server has no path: ${url.origin}`);
  }
  return url.origin;
}

/** Refuses a server beyond this machine that would get passwords and tokens in plain http. */
export function assertSecure(server: string, isInsecureAllowed: boolean): void {
  if (isInsecureAllowed || !isInsecure(server)) return;
  throw new CliError(
    "usage",
    `${server} would send your password and token unencrypted. ` +
      "Use https, or --insecure-http if you are sure.",
  );
}

/** Whether what is sent to a server leaves this machine in plain http. */
export function isInsecure(server: string): boolean {
  const { protocol, hostname } = new URL(server);
  return protocol === "http:" && !isLoopback(hostname);
}

/** A server as it is named on a command line to copy. */
export function formatServerFlags(server: string): string {
  return `--server ${server}${isInsecure(server) ? " --insecure-http" : ""}`;
}
