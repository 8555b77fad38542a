import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { Socket } from "node:net";
import { trackArrivals } from "./arrival.ts";

/** Requests that one connection may send ahead of their answers (pipelining, RFC 9112 §9.3.2). */
const MAX_AHEAD = 16;

/** Milliseconds in which a client has to read some of an answer. */
const SEND_TIMEOUT = 15_000;

/** Unsent bytes that extend the timeout by itself, since progress shows only in large pieces. */
const BYTES_PER_TIMEOUT = 256 * 1024;

/** Connections up to which descriptors are not checked: every system has as many. */
const UNCHECKED_CONNECTIONS = 64;

/** New connections between two checks of the free descriptors. */
const CHECK_EVERY = 8;

/** Descriptors that stay free for the database, the log and the pages. */
const SPARE_DESCRIPTORS = 32;

/** The open connections of a server, by what they are busy with. */
export interface Connections {
  /** Ends those without a request, or with only the beginning of one. */
  readonly endIdle: () => void;
  /** Ends those whose request has not fully arrived. */
  readonly endHalfSent: () => void;
  /** Ends those that have stopped reading their answer, and refuses requests that come too late. */
  readonly endSlow: () => void;
}

/**
 * Tracks the connections of a server, and limits each. The requests of a connection are answered
 * one at a time, so that unread answers take the memory of one. Near the limit of descriptors
 * further connections are refused: `node:http` never accepts again once `accept` has failed.
 */
export function trackConnections(
  server: Server,
  answer: RequestListener,
  sendTimeout: number = SEND_TIMEOUT,
): Connections {
  const connections = new Map<Socket, Set<IncomingMessage>>();
  const arrivals = trackArrivals();
  server.maxConnections = Infinity;
  server.on("connection", (socket) => {
    connections.set(socket, new Set());
    arrivals.watch(socket);
    boundConnections(server, connections.size);
    socket.once("close", () => {
      connections.delete(socket);
      if (connections.size < server.maxConnections / 2) server.maxConnections = Infinity;
    });
  });
  const turns = new WeakMap<Socket, Promise<void>>();
  server.on("request", (incoming, outgoing) => {
    const { socket } = incoming;
    const requests = connections.get(socket);
    if (!requests || requests.size >= MAX_AHEAD) return void socket.destroy();
    requests.add(incoming);
    arrivals.begin(incoming);
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    outgoing.once("close", () => {
      requests.delete(incoming);
      resolve();
    });
    const turn = turns.get(socket);
    turns.set(socket, answered);
    if (requests.size === 1 || !turn) answer(incoming, outgoing);
    else turn.then(() => socket.destroyed || answer(incoming, outgoing));
  });
  const hasStalled = createStallCheck(sendTimeout);
  const endWhere = (isOver: (socket: Socket, requests: Set<IncomingMessage>) => boolean) => {
    for (const [socket, requests] of connections) if (isOver(socket, requests)) socket.destroy();
  };
  return {
    endIdle: () => endWhere((_, requests) => requests.size === 0),
    endHalfSent: () => endWhere((_, requests) => [...requests].some(({ complete }) => !complete)),
    endSlow: () => {
      endWhere(hasStalled);
      for (const [socket, requests] of connections) {
        if (requests.size === 0) arrivals.watch(socket);
        else if ([...requests].some(arrivals.isLate)) refuseLate(socket);
      }
    },
  };
}

/** Refuses a request as `node:http` does after its own deadline, which is the same for all. */
function refuseLate(socket: Socket): void {
  socket.emit("error", Object.assign(new Error(), { code: "ERR_HTTP_REQUEST_TIMEOUT" }));
}

/**
 * Creates the check whether a client has stopped reading its answer: whether no more of it was sent
 * since an earlier check, and the timeout has passed.
 */
function createStallCheck(sendTimeout: number): (socket: Socket) => boolean {
  const sending = new WeakMap<Socket, { readonly sent: number; readonly deadline: number }>();
  return (socket) => {
    const { bytesWritten: sent, writableLength: unsent } = socket;
    if (unsent === 0) {
      sending.delete(socket);
      return false;
    }
    const last = sending.get(socket);
    if (last?.sent === sent) return performance.now() > last.deadline;
    const timeout = sendTimeout * (1 + unsent / BYTES_PER_TIMEOUT);
    sending.set(socket, { sent, deadline: performance.now() + timeout });
    return false;
  };
}

/**
 * Limits a server to its current connections if few descriptors are left. Their limit cannot be
 * read, so the check opens some and closes them again.
 */
function boundConnections(server: Server, count: number): void {
  const isCheckDue = count > UNCHECKED_CONNECTIONS && count % CHECK_EVERY === 0;
  if (isCheckDue && !hasSpareDescriptors()) server.maxConnections = count;
}

/** Whether enough descriptors are free; a listening socket takes one. */
function hasSpareDescriptors(): boolean {
  using taken = new DisposableStack();
  try {
    for (let count = 0; count < SPARE_DESCRIPTORS; count++) {
      taken.use(Deno.listen({ hostname: "127.0.0.1", port: 0 }));
    }
    return true;
  } catch {
    return false;
  }
}
