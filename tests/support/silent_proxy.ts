/** A TCP proxy that passes packets on, until it swallows all of them. */
export interface SilentProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on nothing arrives anywhere, and nobody is told. */
  readonly silence: () => void;
  /** Passes on again what new connections send. */
  readonly resume: () => void;
}

/** Starts a proxy to a port of this machine. */
export function startSilentProxy(target: number): SilentProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let isSilent = false;
  const pass = async (from: Deno.TcpConn, to: Deno.TcpConn) => {
    let isLost = false;
    const buffer = new Uint8Array(64 * 1024);
    try {
      while (true) {
        const count = await from.read(buffer);
        if (count === null) break;
        isLost ||= isSilent; // a connection with a gap never continues
        for (let at = 0; !isLost && at < count;) at += await to.write(buffer.subarray(at, count));
      }
      if (!isLost) await to.closeWrite();
    } catch { /* one of them is gone */ }
  };
  const accept = async () => {
    for await (const client of listener) {
      open.add(client);
      if (isSilent) continue;
      const server = await Deno.connect({ hostname: "127.0.0.1", port: target });
      open.add(server);
      pass(client, server);
      pass(server, client);
    }
  };
  const accepting = accept();
  return {
    port: listener.addr.port,
    silence: () => isSilent = true,
    resume: () => isSilent = false,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await accepting;
      for (const connection of open) {
        try {
          connection.close();
        } catch { /* it is closed */ }
      }
    },
  };
}
