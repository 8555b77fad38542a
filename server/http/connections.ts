import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/** Requests that one connection may send ahead of their answers (pipelining, RFC 9112 §9.3.2). */
const MAX_AHEAD = 100;

/** The open connections of a server, told apart by what they are busy with. */
export interface Connections {
  /** Ends those on which no request is under way, or only the beginning of one. */
  readonly endIdle: () => void;
  /** Ends those whose request has not arrived whole. */
  readonly endHalfSent: () => void;
}

/**
 * Follows the connections of a server; `node:http` itself ends none that never sent a request. One
 * that goes on asking without reading the answers is ended, since those would fill the memory.
 */
export function trackConnections(server: Server): Connections {
  const connections = new Map<Socket, Set<IncomingMessage>>();
  server.on("connection", (socket) => {
    connections.set(socket, new Set());
    socket.once("close", () => connections.delete(socket));
  });
  server.on("request", (incoming, outgoing) => {
    const requests = connections.get(incoming.socket);
    requests?.add(incoming);
    outgoing.once("close", () => requests?.delete(incoming));
    if (requests && requests.size > MAX_AHEAD) incoming.socket.destroy();
  });
  return {
    endIdle: () => {
      for (const [socket, requests] of connections) if (requests.size === 0) socket.destroy();
    },
    endHalfSent: () => {
      for (const [socket, requests] of connections) {
        if ([...requests].some(({ complete }) => !complete)) socket.destroy();
      }
    },
  };
}
