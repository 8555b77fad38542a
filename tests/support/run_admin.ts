import assert from "node:assert/strict";
import type { HostTerminal } from "../../server/admin/commands/context.ts";
import { run } from "../../server/admin/run.ts";
import { type ProgramResult, readResult, startProgram } from "./run_program.ts";

/** Runs the program of the host in the test process, and returns what it wrote. */
export async function runAdmin(
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<ProgramResult> {
  const { terminal, written } = createAdminTerminal();
  const code = await run(args, { terminal, environment: settings });
  return { code, ...written };
}

/** Streams that are no terminal; they collect what is written. */
export function createAdminTerminal() {
  const written = { stdout: "", stderr: "" };
  const terminal: HostTerminal = {
    isRead: false,
    print: (text) => void (written.stdout += `${text}\n`),
    say: (text) => void (written.stderr += `${text}\n`),
    write: (text) => void (written.stderr += text),
    input: { isTerminal: () => false, setRaw: () => {}, read: () => Promise.resolve(null) },
  };
  return { terminal, written };
}

/**
 * Runs `deno task admin` to its end, for tests of what only a process has: permissions, another
 * user, a command line, an end by a fault.
 */
export async function runAdminProcess(
  ...given: Parameters<typeof startAdminProcess>
): Promise<ProgramResult> {
  return await readResult(startAdminProcess(...given));
}

/** Starts `deno task admin`, by way of another program where one is named. */
export function startAdminProcess(
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
  wrapper: readonly string[] = [],
): Deno.ChildProcess {
  const [program, ...before] = [...wrapper, Deno.execPath()];
  return startProgram(program!, {
    args: [...before, "run", "-q", "-P=admin", "server/admin/main.ts", ...args],
    env: {
      ...settings,
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
    },
    cwd: new URL("../../", import.meta.url).pathname,
  });
}

/** Runs a command that must fail with a sentence, and print nothing else. */
export async function assertAdminFails(
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
  sentence: RegExp,
): Promise<void> {
  const { code, stdout, stderr } = await runAdmin(settings, args);
  assert.match(stderr, sentence);
  assert.match(stderr, /^[^\n]+\.\n$/);
  assert.equal(stdout, "");
  assert.equal(code, 1);
}

/** Makes a backup in the folder `backups` of a folder; returns its path. */
export async function backUp(
  settings: Readonly<Record<string, string>>,
  folder: string,
  more: readonly string[] = [],
): Promise<string> {
  const args = ["backup", `${folder}/backups`, "--json", ...more];
  const { code, stdout, stderr } = await runAdmin(settings, args);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout).path;
}
