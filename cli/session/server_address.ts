import { CliError } from "../terminal/cli_error.ts";

/** The server that is meant when none is named: one on this machine, with its usual settings. */
export const DEFAULT_SERVER = "http://127.0.0.1:8000";

/**
 * The origin of a server that was named by a person: `https://` may be left out. Plain http is
 * taken for this machine only, since a token would travel readable.
 */
export function parseServer(text: string, isInsecureAllowed: boolean): string {
  const url = URL.parse(text.includes("://") ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new CliError(
      "usage",
      "A server is named by an address such as https://circle.example.org.",
    );
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new CliError("usage", `A server is named by an address without a path: ${url.origin}`);
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !isInsecureAllowed) {
    throw new CliError(
      "usage",
      `${url.origin} would send your password and token readable to everyone on the way. ` +
        "Use https, or --insecure-http if you are sure.",
    );
  }
  return url.origin;
}

/** Names below `localhost` are not in it: not every system keeps them on this machine. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
