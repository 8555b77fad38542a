import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ProblemCode } from "../shared/problems.ts";
import { Problem } from "./problem.ts";
import { problemResponse } from "./responses.ts";

/** What never became a request, or not in time, is refused like any other; its connection ends. */
export async function refuseUnreadable(
  error: Error & { code?: string },
  stream: unknown,
): Promise<void> {
  const socket = stream as Socket; // node:http hands over the connection itself
  if (!socket.writable) return void socket.destroy();
  const response = problemResponse(new Problem(CODES[error.code ?? ""] ?? "malformed_request"));
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
