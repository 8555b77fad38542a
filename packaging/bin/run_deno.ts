import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The folder of the package, with links followed: it is the same for every account. */
const PACKAGE = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const CONFIG = `--config=${join(PACKAGE, "deno.json")}`;

/** Signals that are passed on. Windows sends them to all processes of a terminal by itself. */
const SIGNALS = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"] as const;

/** The path of a file of the package. */
export function inPackage(path: string): string {
  return join(PACKAGE, ...path.split("/"));
}

/** Runs Deno to its end and returns the lines that it prints. */
export function readLines(args: readonly string[]): string[] {
  const { status, stdout } = spawnSync(findDeno(), ["run", "-q", CONFIG, ...args], {
    env: describeEnvironment(),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout.split("\n").filter(Boolean);
}

/** Runs Deno on the same terminal, passes signals on, and ends with its exit code. */
export function runDeno(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): void {
  const child = spawn(findDeno(), ["run", "-q", CONFIG, ...args], {
    env: { ...describeEnvironment(), ...env },
    stdio: "inherit",
  });
  const isWindows = process.platform === "win32";
  for (const signal of isWindows ? ["SIGINT"] as const : SIGNALS) {
    process.on(signal, () => void (isWindows || child.kill(signal)));
  }
  child.on("error", ({ message }) => fail(`Deno does not start: ${message}`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal!]));
}

/** Ends with a sentence. */
export function fail(message: string, code = 1): never {
  console.error(message);
  process.exit(code);
}

/** Nobody is asked for newer versions of Deno. */
function describeEnvironment(): Record<string, string | undefined> {
  return { ...process.env, DENO_NO_UPDATE_CHECK: "1" };
}

/** The program in npm's package `deno`. */
function findDeno(): string {
  try {
    return createRequire(import.meta.url)("deno/install_api.cjs").runInstall();
  } catch (error) {
    return fail(
      `npm has installed no Deno for this machine (${process.platform}, ${process.arch}). ` +
        "Install CircleShare again, with optional packages. There is no Deno for Alpine Linux " +
        `and others on musl, nor for 32 bits.\n${(error as Error).message}`,
    );
  }
}
