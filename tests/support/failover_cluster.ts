import { readFailoverManual } from "./failover_manual.ts";
import { findProgram } from "./find_program.ts";
import { AS_NOBODY, findPostgresPrograms, giveToNobody, takeFreePort } from "./postgres.ts";
import { type ProgramResult, runProgram } from "./run_program.ts";
import { runSql } from "./test_database.ts";
import { waitFor } from "./wait_for.ts";

/** The machines with PostgreSQL. */
export type DatabaseNode = "db1" | "db2";

/** PostgreSQL on two nodes with Patroni, etcd and HAProxy, configured as docs/failover.md says. */
export interface FailoverCluster extends AsyncDisposable {
  /** `CIRCLE_DATABASE_URL` of a server. */
  readonly url: string;
  /** The node that is the primary, once the other one is its synchronous standby. */
  readonly waitUntilSynchronous: () => Promise<DatabaseNode>;
  /** Ends all of a machine at once, as if it had lost its power. */
  readonly kill: (machine: Machine) => Promise<void>;
  readonly start: (machine: Machine) => void;
  /** Stops all of a node where it is, as if its machine or its network stood still. */
  readonly freeze: (node: DatabaseNode) => void;
  readonly thaw: (node: DatabaseNode) => void;
  /** Makes the standby the primary. */
  readonly switchOver: () => Promise<void>;
  /** What the cron job of the manual would send by mail. */
  readonly readAlarm: () => Promise<string>;
}

/** The machines with etcd, and the last numbers of their addresses. */
const NUMBERS = { db1: 11, db2: 12, app1: 21 } as const;
type Machine = keyof typeof NUMBERS;

export const MACHINES: readonly Machine[] = ["db1", "db2", "app1"];

const ETCD = findProgram("etcd");
const PATRONI = findProgram("patroni");
const PATRONICTL = findProgram("patronictl");
const HAPROXY = findProgram("haproxy") ?? findProgram("../sbin/haproxy");

/** Whether this machine has all programs of a cluster. */
export const CAN_FAIL_OVER: boolean = [ETCD, PATRONI, PATRONICTL, HAPROXY].every(Boolean) &&
  await findPostgresPrograms() !== undefined;

/** Milliseconds that a cluster may take until both of its nodes are there. */
const START_TIMEOUT = 180_000;

/** Starts a cluster with an empty database. */
export async function startFailoverCluster(): Promise<FailoverCluster> {
  await using started = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "circle-failover-" });
  started.defer(() => Deno.remove(folder, { recursive: true }));
  await giveToNobody(folder);
  const manual = await readFailoverManual({ folder, port: takeFreePort() });

  /** What runs on each machine; found again by its folder, in which it works. */
  const machines = new Map<string, Deno.ChildProcess[]>();
  const start = (machine: Machine) => {
    const place = `${folder}/${machine}`;
    const processes = [startIn(place, [ETCD!], manual.etcd(machine, NUMBERS[machine]))];
    if (machine !== "app1") processes.push(startIn(place, [PATRONI!, `${place}.yml`]));
    machines.set(machine, processes);
  };
  const signal = (machine: Machine, signal: Deno.Signal) => {
    for (const pid of listPids(`${folder}/${machine}`)) {
      try {
        Deno.kill(pid, signal);
      } catch { /* it has ended meanwhile */ }
    }
  };
  const kill = async (machine: Machine) => {
    signal(machine, "SIGKILL");
    await Promise.all(machines.get(machine)!.map(({ status }) => status));
  };
  for (const machine of MACHINES) {
    await Deno.mkdir(`${folder}/${machine}`);
    await giveToNobody(`${folder}/${machine}`);
    await Deno.writeTextFile(
      `${folder}/${machine}.yml`,
      manual.patroni(machine, NUMBERS[machine]),
    );
    start(machine);
    started.defer(() => kill(machine));
  }

  await Deno.writeTextFile(`${folder}/haproxy.cfg`, manual.haproxy);
  const haproxy = startIn(folder, [HAPROXY!, "-db", "-q", "-f", `${folder}/haproxy.cfg`]);
  started.defer(async () => {
    haproxy.kill("SIGTERM");
    await haproxy.status;
  });

  const control = (...args: readonly string[]): Promise<ProgramResult> =>
    runProgram(PATRONICTL!, {
      args: ["-c", `${folder}/db1.yml`, ...args],
      env: { PATH: Deno.env.get("PATH")!, HOME: folder, LC_ALL: "C.UTF-8" },
    });
  const waitUntilSynchronous = () =>
    waitFor("a primary with a synchronous standby", async () => {
      const { code, stdout } = await control("list", "--format", "json");
      return code === 0 ? findPrimary(JSON.parse(stdout)) : undefined;
    }, START_TIMEOUT);

  await waitUntilSynchronous();
  for (const statement of manual.sql.split(";\n").filter(Boolean)) {
    const run = () => runSql(manual.superuser, statement).catch(() => undefined);
    await waitFor("the primary behind HAProxy", run);
  }
  const running = started.move();
  return {
    url: manual.url,
    waitUntilSynchronous,
    kill,
    start,
    freeze: (node) => signal(node, "SIGSTOP"),
    thaw: (node) => signal(node, "SIGCONT"),
    switchOver: async () => {
      const { code, stdout, stderr } = await control("switchover", "--force");
      if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
    },
    readAlarm: async () => {
      const env = { PATH: Deno.env.get("PATH")! };
      return (await runProgram("sh", { args: ["-c", manual.standbyAlarm], env })).stdout;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A node as Patroni lists it. */
interface Member {
  readonly Member: DatabaseNode;
  readonly Role: string;
  readonly State: string;
}

/** The primary, if the other node is its synchronous standby. */
function findPrimary(members: readonly Member[]): DatabaseNode | undefined {
  const hasStandby = members.some(({ Role, State }) =>
    Role === "Sync Standby" && /^(running|streaming)$/.test(State)
  );
  return hasStandby ? members.find(({ Role }) => Role === "Leader")?.Member : undefined;
}

/** Starts a program that works in a folder. */
function startIn(
  folder: string,
  commandLine: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Deno.ChildProcess {
  const logged = ["sh", "-c", 'exec "$@" >> log 2>&1', "sh"];
  const [program = "", ...args] = [...AS_NOBODY, ...logged, ...commandLine];
  return new Deno.Command(program, {
    args,
    cwd: folder,
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH")!, HOME: folder, TMPDIR: folder, LC_ALL: "C.UTF-8", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** The processes that work in a folder or below it: PostgreSQL's work in its data folder. */
function listPids(folder: string): number[] {
  const script = 'for p in /proc/[0-9]*; do case "$(readlink "$p/cwd")" in ' +
    '"$1"|"$1"/*) echo "${p#/proc/}";; esac; done';
  const { stdout } = new Deno.Command("sh", { args: ["-c", script, "sh", folder] }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean).map(Number);
}
