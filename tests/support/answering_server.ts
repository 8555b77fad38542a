import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";

/** A server that is not CircleShare: it answers as the test wants, and remembers what it was sent. */
export interface AnsweringServer extends AsyncDisposable {
  /** Origin of the server. */
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
}

export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What it answers; one that never comes keeps the other side waiting. */
export type Answering = (request: ReceivedRequest) => Response | Promise<Response>;

/** Starts a server on a free port that answers every request by a function. */
export async function startAnsweringServer(answer: Answering): Promise<AnsweringServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, reply) => {
    const sent = new Response(Readable.toWeb(request) as ReadableStream);
    const bytes = await sent.bytes().catch(() => undefined);
    if (!bytes) return void reply.destroy(); // its sender has gone
    const received = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: new Headers(request.headers as Record<string, string>),
      body: new TextDecoder().decode(bytes),
      bytes,
    };
    requests.push(received);
    // One that cannot be answered any more, as its test is over, has no reader either.
    const answered = await Promise.try(answer, received).catch(() => undefined);
    if (!answered) return void reply.destroy();
    const { status, headers, body } = answered;
    reply.writeHead(status, Object.fromEntries(headers));
    if (!body) return void reply.end();
    // A reader that goes away ends it; that is for the test to notice, by what the reader says.
    await pipeline(Readable.fromWeb(body as NodeStream), reply).catch(() => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections(); // also those that wait for an answer
      await closed;
    },
  };
}

/** Starts a server that hands requests on to another one, but for paths that it answers itself. */
export async function startForwarding(
  url: string,
  own: Readonly<Record<string, Answering>> = {},
): Promise<AnsweringServer> {
  return await startAnsweringServer((request) =>
    Object.hasOwn(own, request.path) ? own[request.path]!(request) : forward(request, url)
  );
}

/** Hands a request on to a server. */
export function forward(
  { method, path, headers, bytes }: ReceivedRequest,
  url: string,
): Promise<Response> {
  for (const name of ["connection", "host", "content-length", "transfer-encoding"]) {
    headers.delete(name);
  }
  return fetch(url + path, {
    method,
    headers,
    body: bytes.length > 0 ? bytes : undefined,
    redirect: "manual",
  });
}
