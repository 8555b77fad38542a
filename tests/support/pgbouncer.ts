import { existsSync } from "node:fs";
import { findProgram } from "./find_program.ts";
import { AS_NOBODY, giveToNobody, takeFreePort } from "./postgres.ts";
import { waitFor } from "./wait_for.ts";

/** Where Debian has it, which is not on the PATH of everyone. */
export const PGBOUNCER: string | undefined = findProgram("pgbouncer") ??
  (existsSync("/usr/sbin/pgbouncer") ? "/usr/sbin/pgbouncer" : undefined);

/** A PgBouncer in transaction mode, with the settings of the manual. */
export interface PgBouncer extends AsyncDisposable {
  /** The address of the same database, through it. */
  readonly url: string;
}

/** Starts a PgBouncer before the PostgreSQL server of a database, with more settings or without. */
export async function startPgBouncer(
  database: string,
  ...settings: readonly string[]
): Promise<PgBouncer> {
  const folder = await Deno.makeTempDir({ prefix: "circle-pgbouncer-" });
  const url = new URL(database);
  const port = takeFreePort();
  await Deno.writeTextFile(`${folder}/users.txt`, `"${url.username}" ""\n`);
  const configuration = (await readManual())
    .replace("circle = host=127.0.0.1 port=5432", `* = host=${url.hostname} port=${url.port}`)
    .replace("listen_port = 6432", `listen_port = ${port}\nunix_socket_dir =`)
    .replace("auth_type = scram-sha-256", "auth_type = trust")
    .replace("/etc/pgbouncer/userlist.txt", `${folder}/users.txt`);
  await Deno.writeTextFile(
    `${folder}/pgbouncer.ini`,
    [configuration, ...settings].join("\n"),
  );
  await giveToNobody(folder);
  const [program = "", ...args] = [...AS_NOBODY, PGBOUNCER!, "-q", `${folder}/pgbouncer.ini`];
  const process = new Deno.Command(program, { args, stdout: "null", stderr: "null" }).spawn();
  await waitFor("PgBouncer", () => isListening(port));
  url.port = String(port);
  return {
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      process.kill("SIGTERM");
      await process.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The configuration that docs/operations.md gives. */
async function readManual(): Promise<string> {
  const manual = await Deno.readTextFile(new URL("../../docs/operations.md", import.meta.url));
  return /^```ini\n(\[databases\]\n.*?)^```$/ms.exec(manual)![1]!;
}

async function isListening(port: number): Promise<true | undefined> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return undefined;
  }
}
