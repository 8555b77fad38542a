/** A PostgreSQL server that was started for the tests. */
export interface PostgresServer extends AsyncDisposable {
  /** `postgres://…/postgres` */
  readonly url: string;
  readonly version: string;
  /** Stops it at once, as a crash would, or lets it start again. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** Starts a PostgreSQL server on a free port; nothing where none is installed. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const bin = await findPostgresPrograms();
  if (bin === undefined) return undefined;
  const folder = await Deno.makeTempDir({ prefix: "circle-postgres-" });
  await runAsOwner(folder, ["chmod", "700", folder]);
  await runAsOwner(folder, [
    `${bin}/initdb`,
    "-D",
    `${folder}/data`,
    "-A",
    "trust",
    "-U",
    "circle",
    "-E",
    "UTF8",
    "--locale=C",
    "-N",
  ]);
  const port = takeFreePort();
  // What a loss of power would lose does not matter here, and all cores are for the tests.
  const settings = [
    `-p ${port} -c unix_socket_directories= -c listen_addresses=127.0.0.1 -c max_connections=300`,
    "-c fsync=off -c full_page_writes=off -c autovacuum=off -c jit=off",
  ].join(" ");
  const control = (...args: string[]) =>
    runAsOwner(folder, [`${bin}/pg_ctl`, "-D", `${folder}/data`, "-w", ...args]);
  const start = async () => void await control("-l", `${folder}/log`, "-o", settings, "start");
  const stop = async () => void await control("-m", "immediate", "stop");
  await start();
  return {
    url: `postgres://circle@127.0.0.1:${port}/postgres`,
    version: (await runAsOwner(folder, [`${bin}/postgres`, "--version"])).trim(),
    stop,
    start,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The folder of PostgreSQL's programs, the newest where there are several. */
export async function findPostgresPrograms(): Promise<string | undefined> {
  const onPath = (Deno.env.get("PATH") ?? "").split(":");
  const packaged = await listFolders("/usr/lib/postgresql");
  const newestFirst = packaged.sort((a, b) => Number(b) - Number(a)).map((name) =>
    `/usr/lib/postgresql/${name}/bin`
  );
  for (const folder of [...onPath, ...newestFirst]) {
    if (await exists(`${folder}/initdb`) && await exists(`${folder}/pg_ctl`)) return folder;
  }
}

async function listFolders(path: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(path), ({ name }) => name);
  } catch {
    return [];
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function takeFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** PostgreSQL refuses to run as root: there it gets a user that owns nothing else here. */
async function runAsOwner(
  folder: string,
  [program = "", ...args]: readonly string[],
): Promise<string> {
  const isRoot = Deno.uid() === 0;
  if (isRoot && program === "chmod") {
    await new Deno.Command("chown", { args: ["nobody", folder] }).output();
  }
  const [command, commandArgs] = isRoot
    ? ["setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, ...args]]
    : [program, args];
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: commandArgs,
    cwd: folder,
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${program} failed: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
