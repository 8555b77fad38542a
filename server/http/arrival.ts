import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** Milliseconds that a whole request, headers and body, may take to arrive. */
export const ARRIVAL_DEADLINE = 15_000;

/** Milliseconds that a request with pictures may take. */
export const UPLOAD_DEADLINE = 5 * 60_000;

/** Bytes a second at which pictures have to arrive, on average over an `ARRIVAL_DEADLINE`. */
export const MIN_UPLOAD_RATE = 16 * 1024;

/** Whether a request carries pictures, which take their time. */
export function isUpload({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return /^(?:image\/|multipart\/form-data\b)/i.test(headers["content-type"] ?? "");
}

/** How one request arrives. */
interface Arrival {
  /** Of the request; of a part of it where it is an upload. */
  readonly startedAt: number;
  /** Bytes that had come on its connection by then. */
  readonly bytes: number;
}

/** Tracks whether requests arrive in time. */
interface Arrivals {
  /** Looks at a connection between two requests: the next one may be beginning. */
  readonly watch: (socket: Socket) => void;
  /** Notes that the headers of a request have come. */
  readonly begin: (incoming: IncomingMessage) => void;
  /** Whether a request takes too long; to be asked every second or so. */
  readonly isLate: (incoming: IncomingMessage) => boolean;
}

/** Creates an empty tracker. */
export function trackArrivals(): Arrivals {
  const idle = new WeakMap<Socket, { readonly bytes: number; readonly startedAt?: number }>();
  const arrivals = new WeakMap<IncomingMessage, Arrival>();
  return {
    watch: (socket) => {
      const { bytesRead: bytes } = socket;
      const known = idle.get(socket);
      if (!known) idle.set(socket, { bytes });
      else if (known.startedAt === undefined && known.bytes !== bytes) {
        idle.set(socket, { bytes, startedAt: performance.now() });
      }
    },
    begin: (incoming) => {
      const { socket } = incoming;
      const now = performance.now();
      // The rate is that of the body alone: its bytes are counted from here on.
      const startedAt = isUpload(incoming) ? now : idle.get(socket)?.startedAt ?? now;
      idle.delete(socket);
      arrivals.set(incoming, { startedAt, bytes: socket.bytesRead });
    },
    isLate: (incoming) => {
      const { startedAt, bytes } = arrivals.get(incoming)!; // its headers have come
      const now = performance.now();
      if (incoming.complete || now - startedAt < ARRIVAL_DEADLINE) return false;
      if (!isUpload(incoming)) return true;
      const waitsForUs = incoming.readableLength >= incoming.readableHighWaterMark;
      const rate = (incoming.socket.bytesRead - bytes) / (now - startedAt) * 1000;
      arrivals.set(incoming, { startedAt: now, bytes: incoming.socket.bytesRead });
      return rate < MIN_UPLOAD_RATE && !waitsForUs;
    },
  };
}
