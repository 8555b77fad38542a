import { cp } from "node:fs/promises";
import { readConfig, type Settings } from "../../server/config/config.ts";
import { openDatabase } from "../../server/database/open.ts";
import type { Joined, TestClient } from "./circle.ts";
import { dumpDatabase } from "./dump_database.ts";
import { type ServerProcess, startServerProcess } from "./server_process.ts";
import { type ServerInProcess, startInProcess } from "./start_in_process.ts";
import { makeTempFolder } from "./temp_folder.ts";
import { TINY_PICTURE } from "./tiny_picture.ts";
import { copyPostgresDatabase, copyPostgresTemplate, testDialect } from "./test_database.ts";

/** A circle as a host has it: a folder, settings, and a server that runs. */
export interface HostedCircle<Server extends TestServer = ServerInProcess> extends AsyncDisposable {
  /** A folder for whatever the test makes. */
  readonly folder: string;
  readonly dataDir: string;
  /** The settings that say where the circle is. */
  readonly settings: Readonly<Record<string, string>>;
  readonly server: Server;
  readonly anna: Joined;
  readonly secrets: Secrets;
}

/** A server that tests call; it ends with the test. */
export interface TestServer extends AsyncDisposable, TestClient {
  /** Origin of the server. */
  readonly url: string;
}

/** What lets somebody into the circle beside the password. */
export interface Secrets {
  readonly script: string;
  readonly feed: string;
  readonly invite: string;
  readonly reset: string;
}

/** What a server of such a circle is started with. */
const SERVER = { CIRCLE_PUBLIC_URL: "https://circle.example.org" };

/** What a circle has in it. */
interface Filling {
  readonly anna: Joined;
  readonly secrets: Secrets;
}

/** A filled circle of which each test gets a copy. */
interface Template extends Filling, AsyncDisposable {
  /** Copies it into a folder. */
  readonly copyTo: (folder: string) => Promise<Place>;
}

/** Where a circle is; a database of PostgreSQL is gone with it. */
interface Place extends AsyncDisposable {
  readonly settings: Readonly<Record<string, string>>;
}

/** Made by the first test of a process that needs one. */
let template: Promise<Template> | undefined;

Deno.test.afterAll(async () => {
  await (await template)?.[Symbol.asyncDispose]();
});

/** Starts a circle with something of everything, in a database of the dialect of this run. */
export async function startHostedCircle(): Promise<HostedCircle> {
  return await startCircleOn(startHostedServer);
}

/** Starts such a circle with a server that is a process, which a test can kill. */
export async function startHostedProcess(): Promise<HostedCircle<ServerProcess>> {
  return await startCircleOn((settings) =>
    startServerProcess(settings.CIRCLE_DATA_DIR!, { ...SERVER, ...settings }, {
      module: "tests/support/cheap_server.ts",
    })
  );
}

async function startCircleOn<Server extends TestServer>(
  startServer: (settings: Place["settings"]) => Promise<Server>,
): Promise<HostedCircle<Server>> {
  await using started = new AsyncDisposableStack();
  const { path: folder } = started.use(await makeTempFolder());
  const { anna, secrets, copyTo } = await (template ??= makeTemplate());
  const { settings } = started.use(await copyTo(folder));
  const server = started.use(await startServer(settings));
  const kept = started.move();
  return {
    folder,
    dataDir: settings.CIRCLE_DATA_DIR!,
    settings,
    server,
    anna: { ...anna, client: server.client(anna.token) },
    secrets,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function makeTemplate(): Promise<Template> {
  await using made = new AsyncDisposableStack();
  const { path } = made.use(await makeTempFolder());
  const isPostgres = testDialect() === "postgres";
  const database = isPostgres ? made.use(await copyPostgresTemplate()) : undefined;
  const place = (folder: string, { settings = {} }: Partial<Place> = {}) => ({
    CIRCLE_DATA_DIR: `${folder}/data`,
    ...isPostgres && { CIRCLE_PHOTOS_DIR: `${folder}/photos` },
    ...settings,
  });
  const settings = place(path, database);
  const server = await startHostedServer(settings);
  const filling = await fill(server).finally(server.stop);
  const kept = made.move();
  return {
    ...filling,
    copyTo: async (folder) => {
      await cp(path, folder, { recursive: true });
      if (!database) return { settings: place(folder), [Symbol.asyncDispose]: async () => {} };
      const copy = await copyPostgresDatabase(database);
      return {
        settings: place(folder, copy),
        [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose](),
      };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Starts a server that hashes cheaply on the circle of some settings, in the test process. */
export async function startHostedServer(settings: Place["settings"]): Promise<ServerInProcess> {
  return await startInProcess({ ...SERVER, ...settings });
}

async function fill({ call, join }: TestClient): Promise<Filling> {
  const anna = await join({ name: "Änna O'Berg" });
  const { client, family } = anna;
  const params = { family_id: family };
  for (let count = 0; count < 20; count++) {
    await client.createPerson({ params, body: { name: `Cousin ${count}` } });
  }
  const { id: post_id } = await client.createPost({
    params,
    body: {
      text: "Erster Schultag 🎒",
      photos: [{ id: (await client.createPhoto({ params, body: TINY_PICTURE })).id }],
    },
  });
  await client.createComment({ params: { post_id }, body: { text: "Bravo, Zoë!" } });
  const { code: invite } = await client.createInvite({ params, body: {} });
  const ben = await join({ name: "Ben", invite });
  await call("POST", "/login", { body: { email: "nobody@example.org", password: "wrong" } });
  const secrets = {
    script: (await client.createToken({ body: { name: "wall", read_only: true } })).token,
    feed: new URL((await client.createFeed({ params, body: { name: "phone" } })).url).pathname,
    invite: (await client.createInvite({ params, body: { note: "für Oma" } })).code,
    reset: (await client.createResetCode({ params: { ...params, account_id: ben.id } })).code,
  };
  return { anna, secrets };
}

/** The settings of an environment, as `server/admin/` takes them. */
export function settingsOf(environment: Readonly<Record<string, string>>): Settings {
  return readConfig((name) => environment[name], false, { needsKeys: false });
}

/** All that the database of some settings holds. */
export async function dumpCircle(
  environment: Readonly<Record<string, string>>,
): Promise<Record<string, unknown[]>> {
  const { config, secrets } = settingsOf(environment);
  const database = await openDatabase(config, secrets);
  try {
    return await dumpDatabase(database.db);
  } finally {
    await database.close();
  }
}
