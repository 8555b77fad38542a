import { basename, delimiter, dirname, join, resolve } from "node:path";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import { describeSharing } from "./describe_sharing.ts";
import { findInstallFolder } from "./install_folder.ts";
import { formatShim, isShim } from "./shim.ts";

const { args, build: { os }, env } = Deno;

/** Installs a `circle` command that runs this checkout into a folder on the PATH. */
async function install(): Promise<void> {
  const path = (env.get("PATH") ?? "").split(delimiter).filter(Boolean).map((at) => resolve(at));
  const folder = args[0] === undefined
    ? await findInstallFolder({ path, home: getHome(), uid: Deno.uid() })
    : resolve(env.get("INIT_CWD") ?? ".", args[0]); // INIT_CWD is where the task was called
  const file = join(folder, os === "windows" ? "circle.cmd" : "circle");
  const needs = { folder, deno: Deno.execPath(), checkout: dirname(dirname(import.meta.dirname!)) };
  await writeShim(file, needs);
  const lines = [`The command is installed: ${file}`, await describeUse(file, path)];
  const sharing = Deno.uid() === 0 ? await describeSharing(needs) : undefined;
  console.log([...lines, ...sharing === undefined ? [] : [sharing]].join("\n"));
}

function getHome(): string {
  const home = env.get(os === "windows" ? "USERPROFILE" : "HOME");
  if (home) return home;
  throw new CliError("usage", "Name the folder: deno task install FOLDER");
}

async function writeShim(
  file: string,
  { deno, checkout }: { readonly deno: string; readonly checkout: string },
): Promise<void> {
  const there = await findFile(file);
  if (there && !(there.isFile && isShim(await Deno.readTextFile(file)))) {
    throw new CliError(
      "refused",
      `${file} is another program, and was left unchanged. Name another folder: deno task install FOLDER`,
    );
  }
  await Deno.mkdir(dirname(file), { recursive: true });
  const draft = `${file}.unfinished`;
  await Deno.writeTextFile(draft, formatShim({ deno, checkout, os }));
  if (os !== "windows") await Deno.chmod(draft, 0o755);
  await Deno.rename(draft, file);
}

/** How to call it from now on, and what to do first. */
async function describeUse(file: string, path: readonly string[]): Promise<string> {
  const folder = dirname(file);
  if (!path.includes(folder)) {
    if (os === "windows") return "Put its folder on your PATH, in the settings of the system.";
    return `Its folder is not on your PATH. Put this line into ~/.profile and log in again:\n` +
      `  export PATH="${folder}:$PATH"`;
  }
  for (const earlier of path.slice(0, path.indexOf(folder))) {
    const other = join(earlier, basename(file));
    if (await findFile(other)) return `But ${other} comes before it on your PATH.`;
  }
  return "See what it can do: circle --help";
}

async function findFile(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return;
    throw error;
  }
}

try {
  await install();
} catch (error) {
  const { exitCode, message } = toCliError(error);
  console.error(`install: ${message}`);
  Deno.exit(exitCode);
}
