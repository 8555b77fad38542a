import { getLogger } from "@logtape/logtape";
import { StartError } from "../../server/config/start_error.ts";
import { SYSTEM } from "../../server/config/system.ts";
import { openDatabase } from "../../server/database/open.ts";
import { createTestClient, type TestClient } from "./circle.ts";
import { collectLines } from "./log_lines.ts";
import { startTestServer } from "./start_test_server.ts";

type Settings = Readonly<Record<string, string>>;

/** A server in the process of the test, on the folder and the database that its settings name. */
export interface ServerInProcess extends AsyncDisposable, TestClient {
  /** Origin of the server. */
  readonly url: string;
  /** The lines of its log so far. */
  readonly log: readonly string[];
  readonly stop: () => Promise<void>;
}

/**
 * Starts a server on a free port by the steps of `server/main.ts`. Unless the settings name a cost
 * of passwords, hashing is cheap.
 */
export async function startInProcess(settings: Settings): Promise<ServerInProcess> {
  const name = crypto.randomUUID();
  const log = await collectLines(name);
  const server = await start(settings, name);
  return {
    ...createTestClient(server.address),
    url: server.address,
    log,
    stop: server.stop,
    [Symbol.asyncDispose]: server.stop,
  };
}

/** How a start in this process was refused. */
export interface RefusedInProcess {
  /** What a process of its own would print. */
  readonly sentence: string;
  readonly log: readonly string[];
}

/** Starts a server that is expected to refuse: a process prints why, and ends with code 1. */
export async function refuseInProcess(settings: Settings): Promise<RefusedInProcess> {
  const name = crypto.randomUUID();
  const log = await collectLines(name);
  try {
    const server = await start(settings, name);
    await server.stop();
  } catch (error) {
    if (error instanceof StartError) return { sentence: error.message, log };
    throw error; // a process of its own would print where the fault is
  }
  throw new Error("the server has started");
}

async function start(settings: Settings, name: string) {
  const environment: Settings = { CIRCLE_PORT: "0", CIRCLE_REGISTRATION: "open", ...settings };
  const log = getLogger(["circle", name]);
  return await startTestServer(environment, { openDatabase, log, ...SYSTEM });
}
