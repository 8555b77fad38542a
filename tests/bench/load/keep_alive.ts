/** A keep-alive connection with one request at a time. */
export interface KeepAlive extends Disposable {
  /** Sends a request, waits for the whole answer, and gives its status. */
  readonly ask: (request: Uint8Array) => Promise<number>;
}

/** Connects to a server by its origin; less careful and much faster than `fetch`. */
export async function openKeepAlive(url: string): Promise<KeepAlive> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  connection.setNoDelay();
  const buffer = new Uint8Array(64 * 1024);
  const decoder = new TextDecoder("latin1"); // a byte is a letter
  return {
    ask: async (request) => {
      for (let sent = 0; sent < request.length;) {
        sent += await connection.write(request.subarray(sent));
      }
      for (let received = "";;) {
        const count = await connection.read(buffer);
        if (count === null) throw new Error("the server has ended the connection");
        received += decoder.decode(buffer.subarray(0, count));
        if (isWhole(received)) return Number(received.slice(9, 12));
      }
    },
    [Symbol.dispose]: () => connection.close(),
  };
}

function isWhole(answer: string): boolean {
  const headLength = answer.indexOf("\r\n\r\n") + 4;
  if (headLength < 4) return false;
  if (answer.startsWith("HTTP/1.1 304")) return true; // has no body, and says no length
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  if (length === undefined) throw new Error(`an answer does not say its length: ${answer}`);
  return answer.length >= headLength + Number(length);
}
