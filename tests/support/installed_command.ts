import { denoEnvironment } from "./command_process.ts";
import { type ProgramResult, runProgram } from "./run_program.ts";
import { ROOT } from "./source_files.ts";
import { makeTempFolder, type TempFolder } from "./temp_folder.ts";

/** Installs `circle` into a folder of its own. */
export async function installCommand(): Promise<TempFolder> {
  const folder = await makeTempFolder();
  const { code, stderr } = await runInstaller([folder.path], denoEnvironment());
  if (code !== 0) throw new Error(stderr);
  return folder;
}

/** Runs what `deno task install` runs once everything is downloaded. */
export async function runInstaller(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ProgramResult> {
  return await runProgram(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=install", "cli/install/install.ts", ...args],
    env,
    cwd: ROOT,
  });
}
