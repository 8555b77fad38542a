import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ProblemCode } from "../../shared/problems.ts";
import { Problem } from "./problem.ts";
import { problemResponse } from "./responses.ts";

/**
 * Refuses what is not a request, or did not arrive in time, with a problem; closes its connection.
 */
export async function refuseUnreadable(
  error: Error & { code?: string },
  stream: unknown,
): Promise<void> {
  await refuse(stream as Socket, new Problem(CODES[error.code ?? ""] ?? "malformed_request"));
}

/** Refuses CONNECT (RFC 9110 §9.3.6): this server is no proxy. */
export async function refuseTunnel(_: IncomingMessage, stream: unknown): Promise<void> {
  await refuse(stream as Socket, new Problem("method_not_allowed", { allow: "" }));
}

/** Answers on a raw connection of node:http, and closes it. */
async function refuse(socket: Socket, problem: Problem): Promise<void> {
  if (!socket.writable) return void socket.destroy();
  const response = problemResponse(problem);
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const body = await response.text();
  socket.end(
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}\r\n${headers}` +
      `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const CODES: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
  HPE_HEADER_OVERFLOW: "headers_too_large",
};
