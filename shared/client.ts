import {
  type Body,
  type Contract,
  type EndpointName,
  listEndpoints,
  type Params,
  type Query,
  type Reply,
} from "./contract/mod.ts";
import { ProblemError, UnexpectedResponseError } from "./client_errors.ts";
import { type Endpoint, isPaged } from "./endpoint.ts";
import { matches } from "./matches.ts";
import { parseJson } from "./parse_json.ts";
import { ProblemDetails } from "./problem_details.ts";

/** One call, before it is known how it travels. */
export interface Call {
  readonly method: string;
  /** Path and query, below the origin of the server. */
  readonly path: string;
  readonly body?: unknown;
  /** Whether a token goes along. */
  readonly needsToken: boolean;
}

/** Carries a call to the server and its answer back. */
export type Send = (call: Call) => Promise<Response>;

/** What a method of the client takes: only what its endpoint has. */
export type ClientInput<N extends EndpointName> =
  & (keyof Params<N> extends never ? { readonly params?: undefined }
    : { readonly params: Params<N> })
  & (Query<N> extends undefined ? { readonly query?: undefined } : { readonly query?: Query<N> })
  & (Body<N> extends undefined ? { readonly body?: undefined }
    : Contract[N] extends { readonly body: { readonly optional: true } }
      ? { readonly body?: Body<N> }
    : { readonly body: Body<N> });

/** One typed method for every endpoint of the contract. */
export type Client = {
  readonly [N in EndpointName]: (input: ClientInput<N>) => Promise<Reply<N>>;
};

/** Makes the client of the contract over a way to send calls. Of a paged list it returns the whole. */
export function createClient(send: Send): Client {
  const entries = listEndpoints().map(([name, endpoint]) => [
    name,
    async (input: LooseInput) => {
      const call = describeCall(endpoint, input);
      if (isPaged(endpoint)) return await readPages(send, call, endpoint);
      return await readReply(await send(call), endpoint);
    },
  ]);
  return Object.fromEntries(entries) as Client; // one method an endpoint, typed by it
}

/** Pages that a list has at most: 100,000 entries by the default limit. */
const MAX_PAGES = 1_000;

/** Characters of JSON that a list has at most. */
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
    // An empty page is never followed by another one.
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
  };
}

/**
 * What an answer carries: JSON of the shape that the endpoint promises, text, or `undefined` for
 * an empty one. Throws a `ProblemError` for a refusal.
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
  if (reply === undefined && text === "") return undefined as T; // no reply is promised
  if (reply !== undefined && reply.kind !== "json") return text as T; // text is promised
  const value = parseJson(text);
  if (value !== undefined && matches(value, reply?.schema ?? {})) return value as T; // the schema of T
  throw new UnexpectedResponseError(response.status);
}

/** The whole text: `response.text()` drops a byte order mark, which a file may need. */
async function readText(response: Response): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
}

function toError({ status }: Response, text: string): Error {
  const value = parseJson(text);
  return matches(value, ProblemDetails)
    ? new ProblemError(value)
    : new UnexpectedResponseError(status);
}
