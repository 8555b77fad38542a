import { findPostgresPrograms } from "./postgres.ts";

/** What docs/failover.md configures, for machines that are folders and loopback addresses here. */
export interface FailoverManual {
  /** The environment of etcd on the machine whose address ends with a number. */
  readonly etcd: (machine: string, number: number) => Record<string, string>;
  /** The configuration of Patroni on such a machine. */
  readonly patroni: (machine: string, number: number) => string;
  readonly haproxy: string;
  /** What cron runs: a command that says something while there is no synchronous standby. */
  readonly standbyAlarm: string;
  /** What makes the role and the database of CircleShare. */
  readonly sql: string;
  /** `CIRCLE_DATABASE_URL` of a server. */
  readonly url: string;
  /** The same address for the user that makes the database. */
  readonly superuser: string;
}

/** Where the machines are. */
interface Place {
  /** Each machine has a folder of its name in it. */
  readonly folder: string;
  /** Of HAProxy. */
  readonly port: number;
}

/** Reads the configuration; addresses become `127.x.y.…`, so that their ports are free. */
export async function readFailoverManual({ folder, port }: Place): Promise<FailoverManual> {
  const manual = await Deno.readTextFile(new URL("../../docs/failover.md", import.meta.url));
  const network = `127.${randomByte()}.${randomByte()}`;
  const programs = await findPostgresPrograms();
  const read = (language: string, start: string) =>
    readBlock(manual, language, start)
      .replaceAll("10.0.0.0/24", "127.0.0.0/8")
      .replaceAll("10.0.0.", `${network}.`)
      .replaceAll("127.0.0.1:5000", `127.0.0.1:${port}`)
      .replaceAll("/usr/lib/postgresql/15/bin", programs ?? "")
      .replaceAll("/var/run/postgresql", `${folder}/db1`)
      .replaceAll("/var/lib/postgresql/15/circle", `${folder}/db1/postgres`)
      .replaceAll("/var/lib/postgresql/.pgpass", `${folder}/db1/.pgpass`)
      .replaceAll("/var/lib/etcd/circle", `${folder}/db1/etcd`);
  const on = (text: string, machine: string, number: number) =>
    text.replaceAll(`${folder}/db1`, `${folder}/${machine}`)
      .replace(/^(ETCD_NAME=|name: )db1$/m, `$1${machine}`)
      .replaceAll(/(?<!=db1=http:\/\/|hosts: )(127\.\d+\.\d+)\.11:/g, `$1.${number}:`);
  const etcd = read("sh", "ETCD_NAME");
  const patroni = read("yaml", "scope");
  const cron = readBlock(manual, "cron", "MAILTO");
  const url = /^CIRCLE_DATABASE_URL=(.*)$/m.exec(read("sh", "CIRCLE_DATABASE_URL"))![1]!;
  return {
    etcd: (machine, number) => parseEnv(on(etcd, machine, number)),
    patroni: (machine, number) => on(patroni, machine, number),
    haproxy: read("haproxy", "global"),
    standbyAlarm: /^\S+ \* \* \* \* nobody (.*)$/m.exec(cron)![1]!
      .replaceAll("10.0.0.", `${network}.`),
    sql: read("sql", "create role"),
    url,
    superuser: `postgres://postgres:first-password@127.0.0.1:${port}/postgres`,
  };
}

/** The block of a language that starts with a word; in a list it is indented. */
function readBlock(manual: string, language: string, start: string): string {
  const block = new RegExp(`^( *)\`\`\`${language}\n\\1(${start}.*?)^\\1\`\`\`$`, "ms");
  const [, indent = "", text = ""] = block.exec(manual)!;
  return text.replaceAll(`\n${indent}`, "\n");
}

function parseEnv(text: string): Record<string, string> {
  return Object.fromEntries(
    text.trim().split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function randomByte(): number {
  return 1 + crypto.getRandomValues(new Uint8Array(1))[0]! % 250;
}
