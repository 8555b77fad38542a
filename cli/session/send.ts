import type { Call } from "../../shared/client.ts";
import { VERSION } from "../../shared/version.ts";
import { CliError } from "../terminal/cli_error.ts";
import { checkToken } from "./identity.ts";
import { createIdleTimeout, type IdleTimeout } from "./idle_timeout.ts";
import { explainBrokenAnswer, explainNetworkError, findReason, TOO_LONG } from "./network_error.ts";
import { type AnswerReader, openAnswer, streamAnswer, streamFile } from "./stream_bodies.ts";
import { explainUnavailable, isUnavailable } from "./unavailable_server.ts";

/** How the calls of one command are sent. */
interface SendOptions {
  /** Origin of the server. */
  readonly server: string;
  /** How long to wait for an answer, in ms; with files, for each next part of them. */
  readonly timeout: number;
  /** Receives a line about each call, without secrets. */
  readonly debug: (line: string) => void;
}

/** Sends one call, with a token or without. */
export type SendOnce = (call: Call, token?: string) => Promise<Response>;

/** Creates a way to send calls to one server and no other: redirects are not followed. */
export function createSend({ server, timeout, debug }: SendOptions): SendOnce {
  return async (call, token) => {
    const idle = createIdleTimeout(timeout);
    const request = composeRequest(server, call, { token, idle });
    const what = `${call.method} ${server}${hideSecrets(call.path)}`;
    const startedAt = performance.now();
    const time = () => `in ${(performance.now() - startedAt).toFixed(0)} ms`;
    const answer = await fetchAnswer(request, call, {
      idle,
      explain: (error) => explainBrokenAnswer(findReason(error, request.url), server),
    });
    if (answer instanceof Error) {
      const reason = findReason(answer, request.url);
      debug(`${what} failed ${time()}: ${reason}`);
      throw explainNetworkError(reason, server);
    }
    debug(`${what} ${answer.status} ${time()}, request id ${answer.headers.get("x-request-id")}`);
    if (answer.status >= 300 && answer.status < 400) {
      const message = `${server} answered with a redirect, which is not followed. Check --server.`;
      throw new CliError("failed", message);
    }
    if (await isUnavailable(answer)) throw explainUnavailable(answer, server);
    return answer;
  };
}

/** A path without its possible secrets: the query, and the secret of a feed. */
function hideSecrets(path: string): string {
  return path.replace(/\?.*/s, "").replace(/^\/feeds\/.*/s, "/feeds/…");
}

function composeRequest(
  server: string,
  { method, path, body }: Call,
  { token, idle }: { readonly token: string | undefined; readonly idle: IdleTimeout },
): Request {
  const url = resolvePath(server, path);
  const headers = new Headers({ "User-Agent": userAgent(), "Accept": "application/json" });
  if (token !== undefined) {
    headers.set("Authorization", `Bearer ${checkToken(token, "Your login")}`);
  }
  const isFile = body instanceof Blob;
  if (body !== undefined) headers.set("Content-Type", isFile ? body.type : "application/json");
  return new Request(url, {
    method,
    headers,
    body: isFile ? streamFile(body, idle) : body === undefined ? body : JSON.stringify(body),
    redirect: "manual",
  });
}

/** Resolves a path on a server; refuses one that would leave the server. */
function resolvePath(server: string, path: string): URL {
  const url = URL.parse(path, server);
  if (!path.startsWith("/") || url?.origin !== server) {
    throw new CliError("usage", "The path must begin with one / and stay on the server.");
  }
  return url;
}

/** Fetches an answer, whole unless it is a file that may be large; returns errors. */
async function fetchAnswer(
  request: Request,
  { isStreamed }: Call,
  { idle, explain }: {
    readonly idle: IdleTimeout;
    /** Explains what breaks off a file. */
    readonly explain: (error: Error) => Error;
  },
): Promise<Response | Error> {
  try {
    idle.extend();
    const response = await fetch(request, { signal: idle.signal });
    const { ok, status, headers, body } = response;
    if (isStreamed && ok && body) {
      idle.stop();
      return new Response(streamAnswer(body, idle, explain), { status, headers });
    }
    const bytes = body ? await readBody(openAnswer(body, idle.signal)) : new Blob();
    idle.stop();
    return new Response(bytes.size === 0 ? null : bytes, { status, headers });
  } catch (error) {
    idle.stop();
    return error as Error; // fetch throws nothing else
  }
}

/** Bytes; no answer of a CircleShare server is longer, but for files. */
const MAX_ANSWER_SIZE = 16 * 1024 * 1024;

async function readBody({ read, cancel }: AnswerReader): Promise<Blob> {
  const chunks: BlobPart[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await read();
    if (done) return new Blob(chunks);
    size += value.byteLength;
    if (size > MAX_ANSWER_SIZE) {
      await cancel();
      throw new Error(TOO_LONG);
    }
    chunks.push(value);
  }
}

/** How a session names this device, so that its owner recognises it. */
function userAgent(): string {
  const host = Deno.hostname().replaceAll(/[^\w.-]/g, "?").slice(0, 64);
  return `circle/${VERSION} (${host}; ${Deno.build.os} ${Deno.build.arch})`;
}
