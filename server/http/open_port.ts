import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { StartError } from "../config/start_error.ts";

interface Port {
  readonly host: string;
  readonly port: number;
  /** New connections that the system holds until they are accepted. */
  readonly backlog: number;
}

/** Makes a server listen; returns its address, `http://…`. Throws a `StartError` if it cannot. */
export async function openPort(server: Server, { host, port, backlog }: Port): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.on("error", reject); // stays: a later one must not end the process
  try {
    server.listen(port, host, backlog, resolve); // throws where Deno may not
    await promise;
  } catch (error) {
    throw explainListenError(error as Error, `${host} port ${port}`);
  }
  return describeAddress(server.address() as AddressInfo); // TCP, so no path
}

/**
 * Makes a server accept connections again. After `accept` has failed once, as where descriptors
 * have run out, Deno waits for the next one no more, reports nothing, and has no call for it: its
 * internal handle has.
 */
export function acceptAgain(server: Server, backlog: number): void {
  const { _handle } = server as Server & { _handle?: { listen?: (backlog: number) => number } };
  _handle?.listen?.(backlog);
}

function explainListenError(error: Error, place: string): StartError {
  if ("code" in error && error.code === "EADDRINUSE") {
    return new StartError(
      `${place} is in use by another program. Stop it, or choose another CIRCLE_PORT.`,
    );
  }
  if (error instanceof Deno.errors.NotCapable) {
    return new StartError(
      `Deno may not listen on ${place}. Name the address of CIRCLE_HOST in its flag --allow-net.`,
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
