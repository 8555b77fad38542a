import { makeTempFolder } from "../../support/temp_folder.ts";
import type { Started } from "../started.ts";

/** A request as it is sent again and again. */
export interface PlannedRequest {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly token?: string;
  /** `name=value` */
  readonly cookie?: string;
  /** An entity tag that the client has already. */
  readonly ifNoneMatch?: string;
  readonly body?: object;
}

/** Writes requests into a file that the load generators read, each ended with a NUL. */
export async function writeRequests(
  started: Started,
  requests: readonly PlannedRequest[],
): Promise<string> {
  const folder = await started.keep(makeTempFolder());
  const file = `${folder.path}/requests`;
  await Deno.writeTextFile(file, requests.map((request) => `${formatRequest(request)}\0`).join(""));
  return file;
}

/** Reads what `writeRequests` wrote. */
export async function readRequests(file: string): Promise<Uint8Array[]> {
  const encoder = new TextEncoder();
  return (await Deno.readTextFile(file)).split("\0").slice(0, -1)
    .map((request) => encoder.encode(request));
}

function formatRequest(
  { method = "GET", path, token, cookie, ifNoneMatch, body }: PlannedRequest,
): string {
  const text = body === undefined ? "" : JSON.stringify(body);
  const length = new TextEncoder().encode(text).length;
  return [
    `${method} ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "User-Agent: bench",
    ...token === undefined ? [] : [`Authorization: Bearer ${token}`],
    ...cookie === undefined ? [] : [`Cookie: ${cookie}`],
    ...ifNoneMatch === undefined ? [] : [`If-None-Match: ${ifNoneMatch}`],
    ...body === undefined ? [] : ["Content-Type: application/json", `Content-Length: ${length}`],
    "",
    text,
  ].join("\r\n");
}
