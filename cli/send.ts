import type { Call } from "../shared/client.ts";
import { VERSION } from "../shared/version.ts";
import { Failure } from "./failure.ts";

/** How calls of one command travel. */
export interface SendOptions {
  /** Origin of the server. */
  readonly server: string;
  /** Milliseconds after which an answer is given up on. */
  readonly timeout: number;
  /** Is told a line about each call; no secret is in it. */
  readonly debug: (line: string) => void;
}

/** Sends calls to one server, and to no other: redirects are not followed. */
export function createSend({ server, timeout, debug }: SendOptions) {
  return async (call: Call, token?: string): Promise<Response> => {
    const headers = new Headers({ "User-Agent": userAgent(), "Accept": "application/json" });
    if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
    if (call.body !== undefined) headers.set("Content-Type", "application/json");
    const url = resolvePath(server, call.path);
    const startedAt = performance.now();
    const response = await fetchOnce(url, {
      method: call.method,
      headers,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    debug(describeExchange(call, response, performance.now() - startedAt));
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new Failure(
        "failed",
        `${server} answered with a redirect, which is not followed. Check --server.`,
      );
    }
    return response;
  };
}

/** The address of a path on a server; refused where it would leave that server. */
function resolvePath(server: string, path: string): URL {
  const url = URL.parse(path, server);
  if (!path.startsWith("/") || url?.origin !== server) {
    throw new Failure("usage", "The path must begin with one / and stay on the server.");
  }
  return url;
}

/** Fetches, and reads the whole answer while the time still counts. */
async function fetchOnce(url: URL, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(url, init);
    const body = await response.bytes();
    return new Response(body.length === 0 ? null : body, {
      status: response.status,
      headers: response.headers,
    });
  } catch (error) {
    throw explainNetworkError(error as Error, url.origin);
  }
}

function explainNetworkError(error: Error, server: string): Failure {
  if (error.name === "TimeoutError") {
    return new Failure(
      "unreachable",
      `${server} did not answer in time. Try again, or allow more with --timeout.`,
    );
  }
  const reason = /certificate|tls|ssl/i.test(error.message)
    ? "cannot be trusted: its certificate was refused"
    : "cannot be reached";
  return new Failure(
    "unreachable",
    `${server} ${reason}. Is the address right, and does the server run?`,
  );
}

function describeExchange(call: Call, response: Response, milliseconds: number): string {
  const path = call.path.split("?")[0];
  const id = response.headers.get("x-request-id") ?? "none";
  return `${call.method} ${path} ${response.status} in ${
    milliseconds.toFixed(0)
  } ms, request id ${id}`;
}

/** How sessions name this device, so that a person knows which one it is. */
function userAgent(): string {
  const host = Deno.hostname().replaceAll(/[^\w.-]/g, "?").slice(0, 64);
  return `circle/${VERSION} (${host}; ${Deno.build.os} ${Deno.build.arch})`;
}
