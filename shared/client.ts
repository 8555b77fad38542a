import {
  type Body,
  type Contract,
  type EndpointName,
  listEndpoints,
  type Params,
  type Query,
  type Reply,
} from "./contract/mod.ts";
import { OtherVersionError, ProblemError, UnexpectedResponseError } from "./client_errors.ts";
import { type Endpoint, isPaged, isStreamed } from "./endpoint.ts";
import { matches } from "./matches.ts";
import { type Health, server } from "./contract/server.ts";
import { parseJson } from "./parse_json.ts";
import { ProblemDetails } from "./problem_details.ts";

/** One call, independent of transport. */
export interface Call {
  readonly method: string;
  /** Path and query, below the origin of the server. */
  readonly path: string;
  /** JSON, or a `Blob` with its media type. */
  readonly body?: unknown;
  /** Whether it carries a token. */
  readonly needsToken: boolean;
  /** Whether the answer is a file that may be large, to be read as it comes. */
  readonly isStreamed?: boolean;
}

/** Carries a call to the server and its answer back. */
export type Send = (call: Call) => Promise<Response>;

/** The input of a client method: only what its endpoint takes. */
export type ClientInput<N extends EndpointName> =
  & (keyof Params<N> extends never ? { readonly params?: undefined }
    : { readonly params: Params<N> })
  & (Query<N> extends undefined ? { readonly query?: undefined } : { readonly query?: Query<N> })
  & (Body<N> extends undefined ? { readonly body?: undefined }
    : Contract[N] extends { readonly body: { readonly optional: true } }
      ? { readonly body?: Body<N> }
    : Contract[N] extends { readonly body: { readonly kind: "binary" } }
      ? { readonly body: Blob | ReadableStream<Uint8Array> }
    : { readonly body: Body<N> });

/** One typed method for every endpoint of the contract. */
export type Client = {
  readonly [N in EndpointName]: (input: ClientInput<N>) => Promise<Reply<N>>;
};

/**
 * Creates the client of the contract over a function that sends calls. It returns paged lists
 * whole.
 */
export function createClient(send: Send): Client {
  const entries = listEndpoints().map(([name, endpoint]) => [
    name,
    async (input: LooseInput) => {
      const call = describeCall(endpoint, input);
      if (call.isStreamed) return await openFile(await send(call));
      try {
        if (isPaged(endpoint)) return await readPages(send, call, endpoint);
        return await readReply(await send(call), endpoint);
      } catch (error) {
        throw await findOtherVersion(send, call, error);
      }
    },
  ]);
  return Object.fromEntries(entries) as Client; // one method per endpoint, with its types
}

const { getHealth: HEALTH } = server;

/** Asks a server whose answer was not understood for its version; one of CircleShare tells it. */
async function findOtherVersion(send: Send, { method }: Call, error: unknown): Promise<unknown> {
  if (!(error instanceof UnexpectedResponseError && error.isSuccess)) return error;
  try {
    const health = await send({ method: "GET", path: HEALTH.path, needsToken: false });
    const { version } = await readReply<Health>(health, HEALTH);
    return new OtherVersionError(version, method !== "GET");
  } catch {
    return error;
  }
}

/** Maximum pages of a list: 100,000 entries at the default limit. */
const MAX_PAGES = 1_000;

/** Maximum characters of JSON of a list. */
const MAX_LIST_SIZE = 32 * 1024 * 1024;

/** Follows a list from page to page (RFC 8288). */
async function readPages(send: Send, call: Call, endpoint: Endpoint): Promise<unknown[]> {
  const items: unknown[] = [];
  let size = 0;
  let pages = 0;
  for (let path: string | undefined = call.path; path !== undefined;) {
    const response = await send({ ...call, path });
    const text = await readText(response);
    const next = /^<(\/[^>]*)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
    size += text.length;
    if (size > MAX_LIST_SIZE || ++pages > MAX_PAGES) {
      throw new UnexpectedResponseError(response.status);
    }
    const page = parseReply<unknown[]>(response, text, endpoint);
    // No page follows an empty one.
    if (page.length === 0 && next !== undefined) throw new UnexpectedResponseError(response.status);
    for (const item of page) items.push(item);
    path = next;
  }
  return items;
}

interface LooseInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

function describeCall(endpoint: Endpoint, { params = {}, query = {}, body }: LooseInput): Call {
  const path = endpoint.path.replaceAll(
    /\{(\w+)\}/g,
    (_, name) => encodeURIComponent(params[name] ?? ""),
  );
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return {
    method: endpoint.method,
    path: given.length > 0 ? `${path}?${search}` : path,
    body,
    needsToken: endpoint.access !== "anyone",
    isStreamed: isStreamed(endpoint),
  };
}

/**
 * Reads an answer: JSON that matches the endpoint, text, or `undefined` for an empty one. Throws a
 * `ProblemError` for a problem.
 */
export async function readReply<T>(
  response: Response,
  { reply }: Partial<Pick<Endpoint, "reply">> = {},
): Promise<T> {
  return parseReply(response, await readText(response), { reply });
}

function parseReply<T>(
  response: Response,
  text: string,
  { reply }: Partial<Pick<Endpoint, "reply">>,
): T {
  if (!response.ok) throw toError(response, text);
  if (reply === undefined && text === "") return undefined as T; // the endpoint has no reply
  if (reply !== undefined && reply.kind !== "json") return text as T; // text by the contract
  const value = parseJson(text);
  if (value !== undefined && matches(value, reply?.schema ?? {})) return value as T; // the schema of T
  throw new UnexpectedResponseError(response.status, value !== undefined);
}

/** The whole text: `response.text()` drops a byte order mark, which a file may need. */
async function readText(response: Response): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
}

/** The stream of an answer that is a file. */
async function openFile(response: Response): Promise<ReadableStream<Uint8Array>> {
  if (!response.ok) throw toError(response, await readText(response));
  if (!response.body) throw new UnexpectedResponseError(response.status);
  return response.body;
}

function toError({ status, headers }: Response, text: string): Error {
  const value = parseJson(text);
  if (!matches(value, ProblemDetails)) return new UnexpectedResponseError(status);
  const [seconds] = /^\d{1,9}$/.exec(headers.get("retry-after") ?? "") ?? [];
  return new ProblemError(value, seconds === undefined ? undefined : Number(seconds));
}
