/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A TCP connection that says exactly what it is told to, HTTP or not. */
export interface RawConnection extends Disposable {
  /** Sends text byte by character (ISO 8859-1), or bytes. */
  readonly send: (data: string | Uint8Array) => Promise<void>;
  /** The next answer; `undefined` where the server ends the connection before a whole one. */
  readonly readAnswer: (method?: string) => Promise<RawAnswer | undefined>;
  /** Waits until the server ends the connection; what came until then is left unread. */
  readonly readToEnd: () => Promise<void>;
}

/** Connects to a server by its origin. */
export async function openConnection(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  let received = "";

  async function receive(): Promise<boolean> {
    const buffer = new Uint8Array(64 * 1024);
    const count = await readOrEnd(connection, buffer);
    received += toBinaryText(buffer.subarray(0, count));
    return count > 0;
  }

  async function takeUntil(mark: string): Promise<string | undefined> {
    while (!received.includes(mark)) if (!await receive()) return undefined;
    return take(received.indexOf(mark) + mark.length);
  }

  async function takeBytes(count: number): Promise<string | undefined> {
    while (received.length < count) if (!await receive()) return undefined;
    return take(count);
  }

  function take(count: number): string {
    const taken = received.slice(0, count);
    received = received.slice(count);
    return taken;
  }

  return {
    send: (data) => writeAll(connection, typeof data === "string" ? toBytes(data) : data),
    readAnswer: async (method = "GET") => {
      const head = await takeUntil("\r\n\r\n");
      if (head === undefined) return undefined;
      const { status, headers } = parseHead(head);
      const hasBody = method !== "HEAD" && status >= 200 && status !== 204;
      const body = hasBody ? await takeBytes(Number(headers.get("content-length"))) : "";
      if (body === undefined) return undefined;
      return { status, headers, text: new TextDecoder().decode(toBytes(body)) };
    },
    readToEnd: async () => {
      while (await receive());
    },
    [Symbol.dispose]: () => connection.close(),
  };
}

/** Sends one request as it stands and hears the answer to it, over a connection of its own. */
export async function sendRaw(
  url: string,
  data: string | Uint8Array,
): Promise<RawAnswer | undefined> {
  using connection = await openConnection(url);
  await connection.send(data);
  return await connection.readAnswer();
}

/** Reads what is there; 0 where the server has ended the connection, whether well or by a reset. */
async function readOrEnd(connection: Deno.Conn, buffer: Uint8Array): Promise<number> {
  try {
    return await connection.read(buffer) ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionReset) return 0;
    throw error;
  }
}

/** Writes all; a server that has ended the connection need not hear it. */
async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  try {
    for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
  } catch (error) {
    const isEnded = error instanceof Deno.errors.BrokenPipe ||
      error instanceof Deno.errors.ConnectionReset;
    if (!isEnded) throw error;
  }
}

function parseHead(head: string): { status: number; headers: Headers } {
  const [statusLine = "", ...lines] = head.trimEnd().split("\r\n");
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1];
  if (status === undefined) throw new Error(`not an HTTP answer: ${statusLine}`);
  const headers = lines.map((line) => line.split(/:\s*(.*)/s).slice(0, 2) as [string, string]);
  return { status: Number(status), headers: new Headers(headers) };
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function toBinaryText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}
