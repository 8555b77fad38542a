import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";

/** The open connections of a server, told apart by what they are busy with. */
export interface Connections {
  /** Ends those on which no request is under way, or only the beginning of one. */
  readonly endIdle: () => void;
  /** Ends those whose request has not arrived whole. */
  readonly endHalfSent: () => void;
}

/** Follows the connections of a server; `node:http` itself ends none that never sent a request. */
export function trackConnections(server: Server): Connections {
  const sockets = new Set<Socket>();
  const requests = new Set<IncomingMessage>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (incoming, outgoing) => {
    requests.add(incoming);
    outgoing.once("close", () => requests.delete(incoming));
  });
  return {
    endIdle: () => {
      const busy = new Set([...requests].map(({ socket }) => socket));
      for (const socket of sockets.difference(busy)) socket.destroy();
    },
    endHalfSent: () => {
      for (const { complete, socket } of requests) if (!complete) socket.destroy();
    },
  };
}
