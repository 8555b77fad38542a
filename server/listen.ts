import { getRequestListener } from "@hono/node-server";
import { createServer, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { Problem } from "./problem.ts";
import { problemResponse } from "./responses.ts";
import { StartError } from "./start_error.ts";

/** Milliseconds that a whole request, headers and body, may take to arrive. */
const ARRIVAL_DEADLINE = 15_000;

/** Milliseconds that requests in flight get to finish once the server is told to stop. */
const FAREWELL = 8_000;

type Fetch = (request: Request, env: object) => Response | Promise<Response>;

/** A server that takes connections. */
export interface Listener {
  /** `http://…` */
  readonly address: string;
  /** Says what answers requests; until then they wait. */
  readonly answer: (fetch: Fetch) => void;
  /** Takes no more connections, lets requests in flight finish, and then ends what is left. */
  readonly stop: () => Promise<void>;
}

/**
 * Listens for HTTP/1.1. By `node:http`, since `Deno.serve` waits without end for a request that
 * was half sent; the price is in docs/performance.md.
 */
export async function listen(
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listener> {
  const server = createServer({
    headersTimeout: ARRIVAL_DEADLINE,
    requestTimeout: ARRIVAL_DEADLINE,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16 * 1024,
  });
  server.on("clientError", refuseUnreadable);
  await startListening(server, { host, port });
  return {
    address: describeAddress(server.address() as AddressInfo), // TCP, so no path
    answer: (fetch) => void server.on("request", getRequestListener(fetch)),
    stop: () => stop(server),
  };
}

async function startListening(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw explainListenError(error as Error, `${host} port ${port}`);
  }
}

function explainListenError(error: Error, place: string): StartError {
  if ("code" in error && error.code === "EADDRINUSE") {
    return new StartError(
      `${place} is in use by another program. Stop it, or choose another CIRCLE_PORT.`,
    );
  }
  return new StartError(
    `The server cannot listen on ${place} (${
      "code" in error ? error.code : error.message
    }). Check CIRCLE_HOST and CIRCLE_PORT.`,
  );
}

function describeAddress({ address, family, port }: AddressInfo): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** What never became a request is refused like any other, and its connection ends. */
async function refuseUnreadable(error: Error & { code?: string }, stream: unknown): Promise<void> {
  const socket = stream as Socket; // node:http hands over the connection itself
  if (!socket.writable) return void socket.destroy();
  const response = problemResponse(
    new Problem(UNREADABLE[error.code ?? ""] ?? "malformed_request"),
  );
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const body = await response.text();
  socket.end(
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}\r\n${headers}` +
      `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const UNREADABLE: Readonly<Record<string, "request_timeout" | "headers_too_large">> = {
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
  HPE_HEADER_OVERFLOW: "headers_too_large",
};

async function stop(server: Server): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const farewell = setTimeout(() => server.closeAllConnections(), FAREWELL);
  await closed;
  clearTimeout(farewell);
}
