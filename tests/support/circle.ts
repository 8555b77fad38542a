import { getLogger } from "@logtape/logtape";
import { type Client, createClient } from "../../shared/client.ts";
import { parseJson } from "../../shared/parse_json.ts";
import type { Database, Db } from "../../server/database/database.ts";
import type { Server } from "../../server/server.ts";
import { checkAnswer } from "./check_answer.ts";
import { collectLines } from "./log_lines.ts";
import { startTestServer } from "./start_test_server.ts";
import { makeTempFolder } from "./temp_folder.ts";
import { makeTestDatabase } from "./test_database.ts";

/** A real server on a free port, with a database and a data folder of its own. */
export interface Circle extends AsyncDisposable, TestClient {
  /** Origin of the server. */
  readonly url: string;
  readonly dataDir: string;
  /** The lines of its log so far. */
  readonly log: readonly string[];
  /** The database, past the server. */
  readonly db: Db;
  /** Moves the server's clock. */
  readonly advance: (milliseconds: number) => void;
  /** Stops the server; `restart` starts it again. */
  readonly stop: () => Promise<void>;
  /** Stops the server and starts it on the same folder and port, with some settings changed. */
  readonly restart: (settings?: Readonly<Record<string, string>>) => Promise<void>;
}

/** The ways to call a server. */
export interface TestClient {
  /** One call; its answer is checked against the contract. */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  /** The typed client, with a token or without. */
  readonly client: (token?: string) => Client;
  /** Registers someone, by an invite where one is given, and logs in. */
  readonly join: (person?: Newcomer) => Promise<Joined>;
}

export interface CallOptions {
  readonly token?: string;
  /** Sent as JSON; a string or bytes are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // deno-lint-ignore no-explicit-any -- tests look into replies of any shape
  readonly json: any;
}

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

export type Newcomer = Partial<NewAccount> & { readonly invite?: string };

export interface Joined extends NewAccount {
  readonly id: string;
  /** Id of the family that the person owns, or was invited to. */
  readonly family: string;
  readonly token: string;
  readonly refreshToken: string;
  readonly client: Client;
}

/** A password that every rule likes. */
export const GOOD_PASSWORD = "sailing boats in the garden";

/** The settings of a circle that hashes passwords as a server without settings does. */
export const REAL_HASHES = { CIRCLE_PASSWORD_COST: "" };

/**
 * Starts a circle with settings by their names; registration is open unless they say otherwise.
 * Unless they name a cost of passwords, hashing is cheap.
 */
export async function startCircle(
  settings: Readonly<Record<string, string>> = {},
): Promise<Circle> {
  await using resources = new AsyncDisposableStack(); // gone again if the start fails
  const { path: dataDir } = resources.use(await makeTempFolder());
  const database = resources.use(await makeTestDatabase());
  const name = crypto.randomUUID();
  const log = await collectLines(name);
  let offset = 0;
  let opened: Database | undefined;
  const start = (port: string, changed: Readonly<Record<string, string>> = {}) => {
    const environment: Record<string, string> = {
      CIRCLE_REGISTRATION: "open",
      CIRCLE_PORT: port,
      CIRCLE_DATA_DIR: dataDir,
      CIRCLE_PHOTOS_DIR: `${dataDir}/photos`,
      ...database.settings,
      ...settings,
      ...changed,
    };
    return startTestServer(environment, {
      openDatabase: async (...given) => opened = await database.open(...given),
      log: getLogger(["circle", name]),
      now: () => new Date(Date.now() + offset),
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    });
  };
  let server: Server | undefined = await start("0");
  const url = server.address;
  const stop = async () => {
    await server?.stop();
    server = undefined;
  };
  resources.defer(stop);
  const running = resources.move();
  return {
    url,
    dataDir,
    log,
    get db() {
      return opened!.write; // a server that has started has opened it
    },
    advance: (milliseconds) => void (offset += milliseconds),
    ...createTestClient(url),
    stop,
    restart: async (changed) => {
      await stop();
      server = await start(new URL(url).port, changed);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The ways to call a server that runs, each answer held against the contract. */
export function createTestClient(url: string): TestClient {
  const open = (method: string, path: string, options: CallOptions) =>
    fetch(url + path, describeRequest(method, options));
  const call: TestClient["call"] = async (method, path, options = {}) => {
    const response = await open(method, path, options);
    // `response.text()` drops a byte order mark.
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.bytes());
    checkAnswer({ method, path, response, text });
    return { status: response.status, headers: response.headers, text, json: parseJson(text) };
  };
  const client = (token?: string) =>
    createClient(async ({ method, path, body, isStreamed }) => {
      if (isStreamed) {
        const response = await open(method, path, { token, body });
        if (response.ok) checkAnswer({ method, path, response, text: "" }); // a file is not read here
        return response;
      }
      const { status, headers, text } = await call(method, path, { token, body });
      return new Response(text === "" ? null : text, { status, headers });
    });
  return { call, client, join: (person) => join(client, person) };
}

async function join(client: TestClient["client"], given: Newcomer = {}): Promise<Joined> {
  const person = {
    email: `${crypto.randomUUID()}@example.org`,
    name: "Anna",
    password: GOOD_PASSWORD,
    ...given,
  };
  const { email, password } = person;
  const { id, families } = await client().register({ body: person });
  const { access_token, refresh_token } = await client().login({ body: { email, password } });
  return {
    ...person,
    id,
    family: families[0]!.id,
    token: access_token,
    refreshToken: refresh_token,
    client: client(access_token),
  };
}

function describeRequest(method: string, { token, body, headers = {} }: CallOptions): RequestInit {
  const isRaw = typeof body === "string" || body instanceof Uint8Array || body instanceof Blob;
  const type = body instanceof Blob ? body.type : "application/json";
  return {
    method,
    headers: {
      ...(token !== undefined && { "Authorization": `Bearer ${token}` }),
      ...(body !== undefined && { "Content-Type": type }),
      ...headers,
    },
    body: isRaw ? body as BodyInit : JSON.stringify(body),
    redirect: "manual",
  };
}
