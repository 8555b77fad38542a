import { dirname, join, resolve } from "node:path";
import project from "../deno.json" with { type: "json" };
import { installPackages, type Versions } from "./install_packages.ts";
import { runTool } from "./run_tool.ts";
import { listFiles, translateSources } from "./translate_sources.ts";

/** Where the programs are that Node runs. */
const BIN = "packaging/bin";

const root = dirname(import.meta.dirname!);

/** Makes the package file that `npm install -g` takes, and returns its path. */
async function makePackage(target: string): Promise<string> {
  const staging = await Deno.makeTempDir({ prefix: "circle-package-" });
  try {
    const folder = join(staging, "package");
    await Deno.mkdir(folder);
    const files = await listFiles(root, ["cli", "server", "shared", BIN]);
    await translateSources(files, { root, folder });
    for (const name of ["README.md", "CHANGELOG.md", "LICENSE"]) {
      await Deno.copyFile(join(root, name), join(folder, name));
    }
    const { bundled, native } = await installPackages(await findImports(files), { root, folder });
    await Deno.remove(join(folder, "deno.lock"));
    await writeJson(join(folder, "package.json"), describePackage(bundled, native));
    await writeJson(join(folder, "deno.json"), describeConfig());
    await writeJson(join(folder, BIN, "serve.json"), describeServe());
    await Deno.mkdir(target, { recursive: true });
    const file = join(target, `circle-${project.version}.tgz`);
    await runTool("tar", ["-czf", file, "package"], { cwd: staging });
    return file;
  } finally {
    await Deno.remove(staging, { recursive: true });
  }
}

/** What the program imports of the packages in `deno.json`; the others are for tests. */
async function findImports(files: readonly string[]): Promise<Versions> {
  const texts = await Promise.all(
    files.filter((path) => /\.tsx?$/.test(path)).map((path) => Deno.readTextFile(join(root, path))),
  );
  return Object.fromEntries(
    Object.entries(project.imports)
      .filter(([name]) => !name.startsWith("@types/"))
      .filter(([name]) => texts.some((text) => new RegExp(`"${name}["/]`).test(text))),
  );
}

function describePackage(bundled: Versions, native: Versions): object {
  return {
    name: project.name,
    version: project.version,
    description: "A private circle that a family hosts itself: its server, and the circle command",
    license: project.license,
    type: "module",
    bin: { "circle": `${BIN}/circle.mjs`, "circle-server": `${BIN}/circle_server.mjs` },
    engines: { node: ">=18" },
    dependencies: { ...bundled, ...native, deno: Deno.version.deno },
    bundleDependencies: Object.keys(bundled),
  };
}

/** The configuration of Deno, with the permissions of the programs, for a folder of npm. */
function describeConfig(): object {
  const { grants, server, cli, admin } = project.permissions;
  return {
    version: project.version,
    nodeModulesDir: "manual",
    lock: false,
    permissions: { grants, server, cli, admin },
  };
}

/** What `deno task serve` sets besides permissions. */
function describeServe(): object {
  const { command } = project.tasks.serve;
  return {
    v8_flags: /--v8-flags=\S+/.exec(command)![0],
    allocator: Object.fromEntries(
      [...command.matchAll(/\b(MALLOC_\w+)=(\d+)/g)].map(([, name, value]) => [name, value]),
    ),
  };
}

async function writeJson(path: string, value: object): Promise<void> {
  await Deno.writeTextFile(path, JSON.stringify(value, null, 2) + "\n");
}

const file = await makePackage(resolve(Deno.env.get("INIT_CWD") ?? ".", Deno.args[0] ?? "."));
console.log(`The package is made: ${file}\nInstall it with: npm install -g ${file}`);
