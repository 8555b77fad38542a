import { join } from "node:path";
import { runTool } from "./run_tool.ts";

/** Packages with native code: npm brings the one for its machine. */
const NATIVE = ["sharp", "@node-rs/argon2", "@node-rs/bcrypt"];

/** Files that no program runs: types, and what shows sources in a debugger. */
const UNUSED_FILES = /\.(map|[cm]?ts|flow)$|^(readme|changelog)\b.*\.md$/i;

/** What a package of npm depends on, as `package.json` has it. */
export type Versions = Readonly<Record<string, string>>;

/** The packages of the program, at the versions of the lock file. */
export interface Packages {
  /** Those whose files are in `node_modules`. */
  readonly bundled: Versions;
  /** Those that npm brings. */
  readonly native: Versions;
}

/** Where packages come from and go to. */
interface Places {
  /** The folder of the repository. */
  readonly root: string;
  /** A folder that gets `node_modules`. */
  readonly folder: string;
}

/** Installs packages, by the lock file, into a folder, and leaves there what is the same for all machines. */
export async function installPackages(
  imports: Versions,
  { root, folder }: Places,
): Promise<Packages> {
  const lock = await Deno.readTextFile(join(root, "deno.lock"));
  await Deno.writeTextFile(join(folder, "deno.lock"), lock);
  const config = { imports, nodeModulesDir: "manual", nodeModulesLinker: "hoisted" };
  await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(config));
  // Deno takes away what the tests need from this copy of the lock file, and changes no version.
  await runTool("deno", ["install", "-q", "--frozen=false"], { cwd: folder });
  const modules = join(folder, "node_modules");
  const versions = await readVersions(modules);
  const known = new Set(Object.keys(JSON.parse(lock).npm).map((key) => key.split("_")[0]));
  for (const [name, version] of Object.entries(versions)) {
    if (!known.has(`${name}@${version}`)) throw new Error(`${name} ${version} is not locked`);
  }
  const native = await removeNative(modules, versions);
  for (const name of ["@scarf", ".bin", ".deno"]) await remove(join(modules, name));
  await trimFiles(modules);
  const bundled = await readVersions(modules);
  return { bundled, native };
}

/** Removes packages with native code, and what only they need. */
async function removeNative(modules: string, versions: Versions): Promise<Versions> {
  const native: Record<string, string> = {};
  for (const name of NATIVE) {
    const { dependencies = {} } = await readPackage(join(modules, name));
    for (const part of [name, ...Object.keys(dependencies)]) {
      native[part] = versions[part]!;
      await remove(join(modules, part));
    }
  }
  for (const name of Object.keys(versions)) {
    if (/^@img\/|^@node-rs\//.test(name)) await remove(join(modules, name));
  }
  return native;
}

/** The packages that lie in a `node_modules`, with their versions. */
async function readVersions(modules: string): Promise<Versions> {
  const names = await listFolders(modules);
  const scoped = names.filter((name) => name.startsWith("@")).map(async (scope) =>
    (await listFolders(join(modules, scope))).map((name) => `${scope}/${name}`)
  );
  const all = [...names.filter((name) => /^\w/.test(name)), ...(await Promise.all(scoped)).flat()];
  const versions = all.sort().map(async (name) => {
    const { version } = await readPackage(join(modules, name));
    return [name, version] as const;
  });
  return Object.fromEntries(await Promise.all(versions));
}

/**
 * Removes files that no program runs. A `package.json` loses what npm would act on: scripts,
 * versions of Node, which does not run it, and packages, all of which are here.
 */
async function trimFiles(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await trimFiles(path);
    else if (name.endsWith(".node")) throw new Error(`${path} has native code: list it in NATIVE`);
    else if (UNUSED_FILES.test(name)) await Deno.remove(path);
    else if (name === "package.json") await trimPackage(path);
  }
}

async function trimPackage(path: string): Promise<void> {
  const {
    scripts: _scripts,
    engines: _engines,
    dependencies: _dependencies,
    optionalDependencies: _optional,
    peerDependencies: _peers,
    devDependencies: _tools,
    ...rest
  } = JSON.parse(await Deno.readTextFile(path));
  await Deno.remove(path); // it may be a link to the file in Deno's cache
  await Deno.writeTextFile(path, JSON.stringify(rest));
}

async function readPackage(
  folder: string,
): Promise<{ readonly version: string; readonly dependencies?: Versions }> {
  return JSON.parse(await Deno.readTextFile(join(folder, "package.json")));
}

async function listFolders(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
}

async function remove(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
