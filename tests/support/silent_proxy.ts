/** A TCP proxy that passes packets on, until it swallows all of them. */
export interface SilentProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on nothing arrives anywhere, and nobody is told. */
  readonly silence: () => void;
  /** Passes on again what new connections send. */
  readonly resume: () => void;
  /** Once a client sends a text, passes it on, and ends that connection before the answer. */
  readonly cutAfter: (text: string) => void;
}

/** Starts a proxy to a port of this machine. */
export function startSilentProxy(target: number): SilentProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  let isSilent = false;
  let cutAfter: string | undefined;
  const pass = async (from: Deno.TcpConn, to: Deno.TcpConn, isClient: boolean) => {
    let isLost = false;
    const buffer = new Uint8Array(64 * 1024);
    try {
      while (true) {
        const count = await from.read(buffer);
        if (count === null) break;
        isLost ||= isSilent; // a connection with a gap never continues
        const sent = buffer.subarray(0, count);
        const isCut = isClient && cutAfter !== undefined &&
          new TextDecoder().decode(sent).includes(cutAfter);
        if (isCut) {
          cutAfter = undefined;
          from.close();
        }
        for (let at = 0; !isLost && at < count;) at += await to.write(sent.subarray(at));
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
      pass(client, server, true);
      pass(server, client, false);
    }
  };
  const accepting = accept();
  return {
    port: listener.addr.port,
    silence: () => isSilent = true,
    resume: () => isSilent = false,
    cutAfter: (text) => cutAfter = text,
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
