/** How a server finds out that it no longer accepts connections. */
interface SelfCheck {
  /** Origin that the server listens on. */
  readonly address: string;
  /** Milliseconds between two checks. */
  readonly interval: number;
  /** Called when several checks in a row have failed. */
  readonly onUnreachable: () => void;
}

/** Checks in a row that have to fail. */
const FAILURES = 3;

/**
 * Connects to the server's own port now and then. Once `accept` has failed, for want of a
 * descriptor for one, the listener accepts no connection any more and reports no error.
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
 * Whether a connection is answered in time, if only by its end. The system completes connections
 * that nobody accepts, so connecting alone shows nothing.
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
    return error instanceof Deno.errors.ConnectionReset; // accepted, and refused for their number
  }
}

/** An address that listens on every interface is reached by the loopback one. */
function toReachable(hostname: string): string {
  if (hostname === "0.0.0.0") return "127.0.0.1";
  return hostname === "[::]" ? "::1" : hostname.replace(/^\[(.*)\]$/, "$1");
}
