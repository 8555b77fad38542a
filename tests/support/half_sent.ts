import { connect, type Socket } from "node:net";

/** Half of a request: of its headers, or of its body. */
const HALVES = [
  "GET /health HTTP/1.1\r\nHost: x\r\nX: ",
  "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{",
];

/** Milliseconds in which a server takes some connections. */
const TIMEOUT = 30_000;

/** What a stranger does. */
export interface HalfSent {
  /** Connections that he holds, each with half of a request; those that are ended he opens again. */
  readonly count: number;
  /** Addresses from which he connects by turns. */
  readonly addresses: readonly string[];
}

/** A stranger at work. */
export interface Stranger extends AsyncDisposable {
  /** Waits until he has opened so many more connections. */
  readonly opens: (count: number) => Promise<void>;
}

/** Sends half requests to a server, from a process that may use all loopback addresses. */
export function sendHalves(url: string, halves: HalfSent): Stranger {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-config", "--allow-net", import.meta.url, url, JSON.stringify(halves)],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const ticks = process.stdout.getReader(); // a byte for each connection
  return {
    opens: async (count) => {
      const { promise: late, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(new Error(`${count} were not taken`)), TIMEOUT);
      while (count > 0) count -= (await Promise.race([ticks.read(), late])).value!.length;
      clearTimeout(timer);
    },
    [Symbol.asyncDispose]: async () => {
      process.kill("SIGKILL");
      ticks.releaseLock();
      await process.stdout.cancel();
      await process.status;
    },
  };
}

function run(url: string, { count, addresses }: HalfSent): void {
  const { hostname: host, port } = new URL(url);
  let opened = 0;
  const open = () => {
    const localAddress = addresses[opened % addresses.length]!;
    const socket: Socket = connect({ host, port: Number(port), localAddress });
    socket.on("error", () => {}); // a reset
    socket.once("connect", () => {
      socket.write(HALVES[opened++ % HALVES.length]!);
      Deno.stdout.writeSync(new Uint8Array(1));
    });
    socket.once("close", () => setTimeout(open, 10));
    socket.resume();
  };
  for (let at = 0; at < count; at++) open();
}

if (import.meta.main) run(Deno.args[0]!, JSON.parse(Deno.args[1]!));
