import { getRequestListener } from "@hono/node-server";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { MAX_PHOTO_BYTES } from "../../shared/contract/photos.ts";
import { ARRIVAL_DEADLINE, isUpload, UPLOAD_DEADLINE } from "./arrival.ts";
import type { ConnectionLimit } from "./connection_limit.ts";
import { type Connections, type Crowd, trackConnections } from "./connections.ts";
import { freeBytes } from "./free_bytes.ts";
import { noteIncoming } from "./incoming_body.ts";
import { acceptAgain, openPort } from "./open_port.ts";
import { Problem } from "./problem.ts";
import { MAX_BODY_BYTES } from "./read_body.ts";
import { refuseTunnel, refuseUnreadable } from "./refuse_unreadable.ts";
import { problemResponse } from "./responses.ts";

/** Milliseconds between two checks for clients that send or read too slowly. */
const SLOW_CHECK_INTERVAL = 1_000;

/**
 * Milliseconds that a connection may rest: longer than a proxy keeps it (Caddy for two minutes), so
 * that the proxy ends it. A form that meets a connection that is being ended would be lost.
 */
const IDLE_TIMEOUT = 150_000;

/** Milliseconds, after a stop signal, for requests to arrive and to be answered. */
const STOP_TIMEOUT = { arrival: 1_000, answer: 8_000 };

type Fetch = (request: Request, env: object) => Response | Promise<Response>;

/** A server that takes connections. */
interface Listener {
  /** `http://…` */
  readonly address: string;
  /** Sets what answers requests; until then they wait. */
  readonly answer: (fetch: Fetch) => void;
  /** Accepts no more connections, lets requests in flight finish, and then ends the rest. */
  readonly stop: () => Promise<void>;
}

/**
 * Listens for HTTP/1.1 by `node:http`, since `Deno.serve` has no timeout for half-sent requests.
 * What that costs is in docs/architecture.md.
 */
export async function listen(
  { host, port, limit: { connections: limit, backlog }, onCrowd = () => {}, sendTimeout }: {
    readonly host: string;
    readonly port: number;
    readonly limit: ConnectionLimit;
    /** Called each time that connections are ended because there are as many as may be. */
    readonly onCrowd?: (crowd: Crowd) => void;
    /** Milliseconds in which a client has to read some of an answer. */
    readonly sendTimeout?: number;
  },
): Promise<Listener> {
  const { promise: answering, resolve: startAnswering } = Promise.withResolvers<RequestListener>();
  const server = createServer({
    headersTimeout: ARRIVAL_DEADLINE,
    requestTimeout: UPLOAD_DEADLINE, // of others, `connections` has an earlier one
    keepAliveTimeout: IDLE_TIMEOUT,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16 * 1024,
    requireHostHeader: false, // `answer` refuses it with a problem
  });
  const connections = trackConnections(server, {
    answer: async (incoming, outgoing) => {
      endAfterUnreadBody(incoming, outgoing);
      freeUnreadBody(incoming, outgoing);
      (await answering)(incoming, outgoing);
    },
    limit,
    unread: backlog,
    onCrowd,
    sendTimeout,
  });
  server.on("checkContinue", (incoming, outgoing) => {
    askForBody(incoming, outgoing);
    server.emit("request", incoming, outgoing);
  });
  // Other expectations may be ignored (RFC 9110 §10.1.1).
  server.on("checkExpectation", (...request) => server.emit("request", ...request));
  server.on("clientError", refuseUnreadable);
  server.on("connect", refuseTunnel);
  const address = await openPort(server, { host, port, backlog });
  const slowCheck = setInterval(() => {
    connections.endSlow();
    acceptAgain(server, backlog);
  }, SLOW_CHECK_INTERVAL);
  server.once("close", () => clearInterval(slowCheck));
  return {
    address,
    answer: (fetch) => startAnswering(createRequestListener(fetch)),
    stop: () => stop(server, connections),
  };
}

/** Answers valid requests by `fetch`, and refuses others. */
function createRequestListener(fetch: Fetch): RequestListener {
  const refusal = () => problemResponse(new Problem("malformed_request"));
  const options = { hostname: "localhost", errorHandler: refusal };
  const serve = getRequestListener((request, env) => {
    if ("incoming" in env) noteIncoming(request, env.incoming as IncomingMessage); // HTTP/1.1 only
    return fetch(request, env);
  }, options);
  const refuse = getRequestListener(refusal, options);
  return (incoming, outgoing) => (namesOneHost(incoming) ? serve : refuse)(incoming, outgoing);
}

/** HTTP/1.1 needs one `Host` (RFC 9112 §3.2); HTTP/1.0 none. */
function namesOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const count = rawHeaders.filter((text, at) => at % 2 === 0 && /^host$/i.test(text)).length;
  return count === 1 || count === 0 && httpVersion === "1.0";
}

/** The body of a GET is not read and could be endless, so its connection is closed. */
function endAfterUnreadBody(incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (incoming.method !== "GET" && incoming.method !== "HEAD") return;
  const { headers } = incoming;
  if ("transfer-encoding" in headers || "content-length" in headers) {
    outgoing.shouldKeepAlive = false;
  }
}

/**
 * Frees what still comes of a body after its answer: `@hono/node-server` reads it to its end, as
 * clients that are still sending see no answer, and a hundred photos would leave 170 MB behind.
 */
function freeUnreadBody(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.once("finish", () =>
    queueMicrotask(() => { // once it has begun to read, and to count
      if (!incoming.readableEnded) incoming.on("data", freeBytes);
    }));
}

/** Bytes that are asked for; a form with pictures is refused by its reader. */
function maxBytesOf(incoming: IncomingMessage): number {
  if (!isUpload(incoming)) return MAX_BODY_BYTES;
  return /^image\//i.test(incoming.headers["content-type"]!) ? MAX_PHOTO_BYTES : Infinity;
}

/** Sends 100 Continue, except for a body that will be refused for its length. */
function askForBody(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const length = Number(incoming.headers["content-length"] ?? 0);
  if (length <= maxBytesOf(incoming)) outgoing.writeContinue();
}

async function stop(server: Server, connections: Connections): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  connections.endIdle();
  const timers = [
    setTimeout(connections.endHalfSent, STOP_TIMEOUT.arrival),
    setTimeout(() => server.closeAllConnections(), STOP_TIMEOUT.answer),
  ];
  await closed;
  timers.forEach(clearTimeout);
}
