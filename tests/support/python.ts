import assert from "node:assert/strict";
import { runProgram } from "./run_program.ts";

/** Debian's own, which sees the modules that packages bring; another may stand before it in the path. */
const PYTHON = "/usr/bin/python3";

/** Whether Python is installed, with a module. */
export function hasPythonModule(name: string): boolean {
  try {
    return new Deno.Command(PYTHON, { args: ["-c", `import ${name}`], stderr: "null" })
      .outputSync().success;
  } catch {
    return false;
  }
}

/** Runs a script that reads standard input and prints JSON. */
export async function runPython(script: string, input: string): Promise<unknown> {
  const { code, stdout, stderr } = await runProgram(PYTHON, {
    args: ["-c", script],
    env: { PYTHONIOENCODING: "utf-8", PYTHONDONTWRITEBYTECODE: "1" },
    input,
  });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}
