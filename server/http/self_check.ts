import { isOutOfDescriptors } from "../config/descriptors.ts";

/** Options of the self-check. */
interface SelfCheck {
  /** Origin that the server listens on. */
  readonly address: string;
  /** Milliseconds between two checks. */
  readonly interval: number;
  /** Called when several checks in a row have failed. */
  readonly onUnreachable: () => void;
}

/** Failed checks in a row that count. */
const FAILURES = 3;

/**
 * Connects to the server's own port at intervals. `acceptAgain` in open_port.ts should bring back a
 * listener that accepts nothing; where it cannot, ending is better than being there in vain.
 */
export function startSelfCheck({ address, interval, onUnreachable }: SelfCheck): Disposable {
  const { hostname, port } = new URL(address);
  const target = { hostname: toReachable(hostname), port: Number(port) };
  let failures = 0;
  const timer = setInterval(async () => {
    failures = await canConnect(target, interval) ? 0 : failures + 1;
    if (failures >= FAILURES) onUnreachable();
  }, interval);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * Whether a connection is answered in time, or closed. Connecting alone shows nothing, since the
 * system completes connections that nobody accepts.
 */
async function canConnect(target: Deno.ConnectOptions, timeout: number): Promise<boolean> {
  try {
    using connection = await Deno.connect(target);
    await connection.write(new TextEncoder().encode("HEAD /health HTTP/1.0\r\n\r\n"));
    const { promise: late, resolve } = Promise.withResolvers<"late">();
    const timer = setTimeout(() => resolve("late"), timeout);
    const first = await Promise.race([connection.read(new Uint8Array(1)), late]);
    clearTimeout(timer);
    return first !== "late";
  } catch (error) {
    const wasAccepted = error instanceof Deno.errors.ConnectionReset ||
      error instanceof Deno.errors.BrokenPipe; // and then refused
    return wasAccepted || isOutOfDescriptors(error); // for now: ending would serve nobody
  }
}

/** The loopback address for one that listens on every interface. */
function toReachable(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  return hostname === "[::]" ? "::1" : hostname.replace(/^\[(.*)\]$/, "$1");
}
