/** A PostgreSQL server that was started for the tests. */
export interface PostgresServer extends AsyncDisposable {
  /** `postgres://…/postgres` */
  readonly url: string;
  readonly version: string;
  readonly port: number;
  /** The folder of its Unix socket. */
  readonly folder: string;
  /** Stops it at once, as a crash would, or lets it start again. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** How a PostgreSQL server is started. */
interface PostgresOptions {
  /** What its user has to give; by default everyone is let in. */
  readonly password?: string;
  /** Whether it has a Unix socket in its folder. */
  readonly hasSocket?: boolean;
  /** The files of the key and the certificate for TLS; by default it has none. */
  readonly tls?: { readonly key: string; readonly certificate: string };
}

/** Starts a PostgreSQL server on a free port; nothing where none is installed. */
export async function startPostgres(
  { password, hasSocket = false, tls }: PostgresOptions = {},
): Promise<PostgresServer | undefined> {
  const bin = await findPostgresPrograms();
  if (bin === undefined) return undefined;
  const folder = await Deno.makeTempDir({ prefix: "circle-postgres-" });
  await giveToNobody(folder);
  const access = password === undefined
    ? ["-A", "trust"]
    : ["-A", "scram-sha-256", `--pwfile=${folder}/password`];
  if (password !== undefined) await Deno.writeTextFile(`${folder}/password`, password);
  await runAsOwner(folder, [
    `${bin}/initdb`,
    ...["-D", `${folder}/data`],
    ...access,
    ...["-U", "circle", "-E", "UTF8", "--locale=C", "-N"],
  ]);
  if (tls) {
    const install = async (from: string, to: string) => {
      await Deno.writeTextFile(`${folder}/${to}`, await Deno.readTextFile(from));
      await runAsOwner(folder, ["install", "-m", "600", `${folder}/${to}`, `${folder}/data/${to}`]);
    };
    await install(tls.key, "server.key");
    await install(tls.certificate, "server.crt");
  }
  const port = takeFreePort();
  // What a loss of power would lose does not matter here, and all cores are for the tests.
  const settings = [
    `-p ${port} -c unix_socket_directories=${
      hasSocket ? folder : ""
    } -c listen_addresses=127.0.0.1 -c max_connections=300`,
    "-c fsync=off -c full_page_writes=off -c autovacuum=off -c jit=off",
    `-c ssl=${tls ? "on" : "off"}`,
  ].join(" ");
  const control = (...args: string[]) =>
    runAsOwner(folder, [`${bin}/pg_ctl`, "-D", `${folder}/data`, "-w", ...args]);
  const start = async () => void await control("-l", `${folder}/log`, "-o", settings, "start");
  const stop = async () => void await control("-m", "immediate", "stop");
  await start();
  return {
    url: `postgres://circle@127.0.0.1:${port}/postgres`,
    version: (await runAsOwner(folder, [`${bin}/postgres`, "--version"])).trim(),
    port,
    folder,
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
    if (await exists(`${folder}/initdb`) && await exists(`${folder}/pg_ctl`)) {
      return (await Deno.realPath(`${folder}/initdb`)).replace(/\/initdb$/, ""); // with all others
    }
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

export function takeFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Lets a program that runs `AS_NOBODY` write into a folder. */
export async function giveToNobody(folder: string): Promise<void> {
  if (Deno.uid() === 0) await new Deno.Command("chown", { args: ["nobody", folder] }).output();
}

/**
 * What to put before a command that refuses to run as root: there it gets a user that owns nothing
 * else here.
 */
export const AS_NOBODY: readonly string[] = Deno.uid() === 0
  ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
  : [];

async function runAsOwner(folder: string, commandLine: readonly string[]): Promise<string> {
  const [program = "", ...args] = [...AS_NOBODY, ...commandLine];
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd: folder })
    .output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${commandLine[0]} failed: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
