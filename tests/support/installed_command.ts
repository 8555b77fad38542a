import { denoEnvironment } from "./command_process.ts";
import { ROOT } from "./source_files.ts";
import { makeTempFolder, type TempFolder } from "./temp_folder.ts";

/** Installs `circle` into a folder of its own. */
export async function installCommand(): Promise<TempFolder> {
  const folder = await makeTempFolder();
  const { success, stderr } = await runInstaller([folder.path], denoEnvironment());
  if (!success) throw new Error(stderr);
  return folder;
}

/** Runs what `deno task install` runs once everything is downloaded. */
export async function runInstaller(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; success: boolean; stdout: string; stderr: string }> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "-P=install", "cli/install.ts", ...args],
    cwd: ROOT,
    clearEnv: true,
    env,
    stdin: "null",
  }).output();
  const { code, success } = output;
  const [stdout, stderr] = [output.stdout, output.stderr].map((it) => new TextDecoder().decode(it));
  return { code, success, stdout: stdout!, stderr: stderr! };
}
