import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { Socket } from "node:net";
import { networkOf, readAddress } from "../config/ip_address.ts";
import { trackArrivals } from "./arrival.ts";
import { chooseWaiting, type Waiting } from "./choose_waiting.ts";

/** Requests that one connection may send ahead of their answers (pipelining, RFC 9112 §9.3.2). */
const MAX_AHEAD = 16;

/** Milliseconds in which a client has to read some of an answer. */
const SEND_TIMEOUT = 15_000;

/** Unsent bytes that extend the timeout by itself, since progress shows only in large pieces. */
const BYTES_PER_TIMEOUT = 256 * 1024;

/** Bytes that move in a second on a connection that is busy sending or reading. */
const MIN_MOVING = 16 * 1024;

/** The part of all connections that is ended at once, so that not each new one looks for one. */
const ENDED_AT_ONCE = 1 / 16;

/** The open connections of a server, by what they are busy with. */
export interface Connections {
  /** Ends those without a request, or with only the beginning of one. */
  readonly endIdle: () => void;
  /** Ends those whose request has not fully arrived. */
  readonly endHalfSent: () => void;
  /** Ends those that have stopped reading their answer, and refuses requests that come too late. */
  readonly endSlow: () => void;
}

/** That a server has as many connections as it may. */
export interface Crowd {
  readonly limit: number;
  /** The network that has most of those on which the server waits, and how many. */
  readonly network: string;
  readonly waiting: number;
}

/** What `trackConnections` needs besides a server. */
interface TrackOptions {
  readonly answer: RequestListener;
  /** Connections that may be open at once. */
  readonly limit: number;
  /** Connections beyond the limit that may be open until the server has read from them. */
  readonly unread: number;
  /** Called each time that connections are ended for others. */
  readonly onCrowd: (crowd: Crowd) => void;
  readonly sendTimeout?: number;
}

/** One connection. */
interface Connection {
  readonly network: string;
  /** Requests that are not answered yet. */
  readonly requests: Set<IncomingMessage>;
  /** When its last request was answered; before that, when it was opened. */
  since: number;
  /** Bytes that had come and gone at the last check. */
  bytes: number;
  isMoving: boolean;
}

/**
 * Tracks the connections of a server, and limits each. The requests of a connection are answered
 * one at a time, so that unread answers take the memory of one. At the limit of all of them, some
 * on which the server waits are ended for new ones: unused ones, half-sent requests, and answers
 * that are not read. Many may be accepted before the first of them is read from, and its request be
 * there in full: so those to end are chosen once that has been done.
 */
export function trackConnections(
  server: Server,
  { answer, limit, unread, onCrowd, sendTimeout = SEND_TIMEOUT }: TrackOptions,
): Connections {
  const connections = new Map<Socket, Connection>();
  const arrivals = trackArrivals();
  server.on("connection", (socket) => {
    const network = networkOf(readAddress(socket.remoteAddress ?? "") ?? "");
    const since = performance.now();
    connections.set(socket, { network, requests: new Set(), since, bytes: 0, isMoving: false });
    socket.setMaxListeners(0); // a flood of headers adds some, of which Deno warns in plain text
    arrivals.watch(socket);
    if (connections.size > limit + unread) makeRoom(Infinity);
    else if (connections.size > limit) makeRoomSoon();
    socket.once("close", () => connections.delete(socket));
  });
  const end = (socket: Socket) => {
    connections.delete(socket);
    socket.destroy();
  };
  /** Ends some of those that are known: opened before a time, or read from. */
  const makeRoom = (before: number) => {
    const surplus = connections.size - limit;
    if (surplus <= 0) return;
    const all = [...connections].map(([socket, connection]) => ({
      ...connection,
      socket,
      isKnown: connection.since < before || socket.bytesRead > 0,
    }));
    const waiting = all.filter(({ socket, requests }) =>
      requests.size === 0 || socket.writableLength > 0 ||
      [...requests].some(({ complete }) => !complete)
    );
    // Unknown ones count as well: else many of a network would take the last known one of another.
    const chosen = chooseWaiting(waiting, surplus + Math.ceil(limit * ENDED_AT_ONCE))
      .filter(({ isKnown }) => isKnown);
    chosen.forEach(({ socket }) => end(socket));
    const kept = all.filter(({ socket, isKnown }) => isKnown && connections.has(socket));
    const newest = kept.slice(limit); // where all others are at work
    newest.forEach(({ socket }) => end(socket));
    if (chosen.length + newest.length > 0) onCrowd({ limit, ...findLargest(waiting) });
    if (connections.size > limit) makeRoomSoon();
  };
  let isRoomMade = true;
  const makeRoomSoon = () => {
    if (!isRoomMade) return;
    isRoomMade = false;
    const startedAt = performance.now();
    // At the first timer the system has been asked what has come, at the second it has been read;
    // `setImmediate` does not wait for that.
    setTimeout(() =>
      setTimeout(() => {
        isRoomMade = true;
        makeRoom(startedAt);
      })
    );
  };
  const turns = new WeakMap<Socket, Promise<void>>();
  server.on("request", (incoming, outgoing) => {
    const { socket } = incoming;
    const connection = connections.get(socket);
    if (!connection || connection.requests.size >= MAX_AHEAD) return void socket.destroy();
    const { requests } = connection;
    requests.add(incoming);
    arrivals.begin(incoming);
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    outgoing.once("close", () => {
      requests.delete(incoming);
      connection.since = performance.now();
      resolve();
    });
    const turn = turns.get(socket);
    turns.set(socket, answered);
    if (requests.size === 1 || !turn) answer(incoming, outgoing);
    else turn.then(() => socket.destroyed || answer(incoming, outgoing));
  });
  const hasStalled = createStallCheck(sendTimeout);
  const endWhere = (isOver: (socket: Socket, requests: Set<IncomingMessage>) => boolean) => {
    for (const [socket, { requests }] of connections) if (isOver(socket, requests)) end(socket);
  };
  return {
    endIdle: () => endWhere((_, requests) => requests.size === 0),
    endHalfSent: () => endWhere((_, requests) => [...requests].some(({ complete }) => !complete)),
    endSlow: () => {
      endWhere(hasStalled);
      for (const [socket, connection] of connections) {
        const bytes = socket.bytesRead + socket.bytesWritten - socket.writableLength;
        connection.isMoving = bytes - connection.bytes >= MIN_MOVING;
        connection.bytes = bytes;
        if (connection.requests.size === 0) arrivals.watch(socket);
        else if ([...connection.requests].some(arrivals.isLate)) refuseLate(socket);
      }
    },
  };
}

/** The network that has most of some connections, and how many. */
function findLargest(waiting: readonly Waiting[]): Pick<Crowd, "network" | "waiting"> {
  let largest = { network: "", waiting: 0 };
  for (const [network, { length }] of Map.groupBy(waiting, ({ network }) => network)) {
    if (length > largest.waiting) largest = { network, waiting: length };
  }
  return largest;
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
