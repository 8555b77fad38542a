import { denoEnvironment } from "./command_process.ts";
import { findProgram } from "./find_program.ts";
import { type ProgramOptions, runProgram } from "./run_program.ts";
import { makeTempFolder } from "./temp_folder.ts";
import { ROOT } from "./source_files.ts";

/** The programs that `npm install -g` has installed from the package file. */
export interface PackedProgram extends AsyncDisposable {
  /** The prefix of npm. */
  readonly prefix: string;
  /** An empty home, and a PATH with these programs and Node alone. */
  readonly env: Readonly<Record<string, string>>;
}

/** Why npm can install nothing here; `undefined` if it can. */
export function findNpmProblem(): string | undefined {
  const npm = findProgram("npm");
  if (npm === undefined || findProgram("node") === undefined) return "npm is not installed";
  const { success } = new Deno.Command(npm, {
    args: ["view", "deno", "version", "--fetch-retries=0", "--fetch-timeout=10000"],
    stdin: "null",
  }).outputSync();
  return success ? undefined : "npm does not reach its registry";
}

/** Makes the package and installs it, as on a machine that has only Node. */
export async function installPackedProgram(): Promise<PackedProgram> {
  await using made = new AsyncDisposableStack();
  const folder = made.use(await makeTempFolder());
  await Deno.chmod(folder.path, 0o755); // for other accounts
  const path = (name: string) => `${folder.path}/${name}`;
  await Deno.mkdir(path("home"));
  await Deno.mkdir(path("only-node"));
  await Deno.symlink(await Deno.realPath(findProgram("node")!), path("only-node/node"));
  await run(Deno.execPath(), {
    args: ["task", "-q", "package", path("packed")],
    env: { ...denoEnvironment(), ...networkEnvironment() },
    cwd: ROOT,
  });
  const [file] = await Array.fromAsync(Deno.readDir(path("packed")));
  await run(findProgram("npm")!, {
    args: ["install", "-g", "--prefix", path("npm"), path(`packed/${file!.name}`)],
    env: { ...networkEnvironment(), PATH: Deno.env.get("PATH") ?? "", HOME: path("home") },
    cwd: path("home"),
  });
  const moved = made.move();
  return {
    prefix: path("npm"),
    env: { HOME: path("home"), PATH: `${path("npm/bin")}:${path("only-node")}` },
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

/** How npm and Deno get out of here: by which proxy, and which certificates they trust. */
function networkEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(Deno.env.toObject()).filter(([name]) =>
      /^(NODE_EXTRA_CA_CERTS|DENO_CERT|DENO_TLS_CA_STORE|npm_config_.*|https?_proxy|no_proxy)$/i
        .test(name)
    ),
  );
}

async function run(program: string, options: ProgramOptions): Promise<void> {
  const { code, stdout, stderr } = await runProgram(program, options);
  if (code !== 0) throw new Error(`${program} failed: ${stdout}${stderr}`);
}
