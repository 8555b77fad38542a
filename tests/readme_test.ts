import assert from "node:assert/strict";
import project from "../deno.json" with { type: "json" };
import { readConfig } from "../server/config/config.ts";
import { GOOD_PASSWORD } from "./support/circle.ts";
import {
  bind,
  type ConsoleCommand,
  type Dictionary,
  readConsoleCommands,
  unify,
} from "./support/console_block.ts";
import { findProgram } from "./support/find_program.ts";
import { installCommand } from "./support/installed_command.ts";
import { ROOT } from "./support/source_files.ts";
import { makeTempFolder } from "./support/temp_folder.ts";
import { TINY_PICTURE } from "./support/tiny_picture.ts";

const README = await Deno.readTextFile(`${ROOT}/README.md`);
const PEOPLE = ["anna", "ben", "cleo", "cron", "oma"];

/** Days of the tour that lie in some days and have an age: they move with the day of the test. */
const DAYS: Readonly<Record<string, Temporal.PlainDate>> = {
  "1946-11-28": inDays(4).subtract({ years: 80 }),
  "2026-11-28": inDays(4),
  "2018-12-24": inDays(30).subtract({ years: 8 }),
  "2026-12-24": inDays(30),
};

function inDays(days: number): Temporal.PlainDate {
  return Temporal.Now.plainDateISO().add({ days });
}

Deno.test({
  name: "commands of docs/tour.md and README.md print what they show",
  ignore: findProgram("bash") === undefined || findProgram("curl") === undefined,
  fn: async () => {
    const tour = await Deno.readTextFile(`${ROOT}/docs/tour.md`);
    const documented = readConsoleCommands(`${tour}\n${README}`);
    assert.ok(documented.length > 20);
    assert.deepEqual(await runCommands(documented), documented);
  },
});

/** Runs commands on a server of their own; returns them with what they printed. */
async function runCommands(documented: readonly ConsoleCommand[]): Promise<ConsoleCommand[]> {
  await using circle = await installCommand();
  await using folder = await makeTempFolder();
  for (const person of PEOPLE) {
    await Deno.writeTextFile(`${folder.path}/${person}.txt`, `${GOOD_PASSWORD}\n`);
  }
  await Deno.writeFile(`${folder.path}/lea.png`, TINY_PICTURE.stream());
  await using server = await startAsDocumented(`${folder.path}/data`);
  const places = {
    "http://127.0.0.1:8000": server.url,
    "webcal://127.0.0.1:8000": server.url.replace("http:", "webcal:"),
    ...Object.fromEntries(
      PEOPLE.map((person) => [`/home/${person}/.config`, `${folder.path}/config of ${person}`]),
    ),
  };
  const found = new Map(Object.entries(DAYS).map(([day, moved]) => [day, moved.toString()]));
  const dictionary: Dictionary = { places, found };
  const actual = [];
  for (const { person, command, output } of documented) {
    const printed = await runInShell(bind(command, dictionary), {
      cwd: folder.path,
      env: {
        PATH: `${circle.path}:${Deno.env.get("PATH")}`,
        XDG_CONFIG_HOME: bind(`/home/${person}/.config`, dictionary),
        CIRCLE_SERVER: server.url,
      },
    });
    actual.push({ person, command, output: unify(printed, output, dictionary) });
  }
  return actual;
}

Deno.test("README.md and .env.example have every setting of the server", async () => {
  const settings = listSettings();
  assert.ok(settings.length > 10);
  const example = await Deno.readTextFile(`${ROOT}/.env.example`);
  assert.deepEqual(settings.filter((name) => !README.includes(`| \`${name}\``)), []);
  assert.deepEqual(settings.filter((name) => !example.includes(`#${name}=`)), []);
  const named = [...example.matchAll(/^#(CIRCLE_\w+)=/gm)].map(([, name = ""]) => name);
  assert.deepEqual(named.filter((name) => !settings.includes(name)), []);
});

Deno.test("documents name tasks, files and pages that exist", async () => {
  const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...await listPages("docs")];
  let files = 0;
  for (const page of pages) {
    const text = await Deno.readTextFile(`${ROOT}/${page}`);
    const tasks = [...text.matchAll(/deno task (?:-q )?(\w+)/g)].map(([, name = ""]) => name);
    assert.deepEqual(tasks.filter((name) => !Object.hasOwn(project.tasks, name)), [], page);
    for (const [, path] of text.matchAll(/`((?:shared|server|cli|tests)\/[\w/]*(?:\.ts)?)`/g)) {
      await Deno.stat(`${ROOT}/${path}`);
      files++;
    }
    for (const [, link = ""] of text.matchAll(/\]\((?!http|#)([^)#]+)(?:#[^)]*)?\)/g)) {
      await Deno.stat(new URL(link, `file://${ROOT}/${page}`));
    }
  }
  assert.ok(files > 30);
});

Deno.test("documents break no code over a line", async () => {
  const pages = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...await listPages("docs")];
  for (const page of pages) {
    const text = (await Deno.readTextFile(`${ROOT}/${page}`)).replaceAll(/^ *```.*?^ *```$/gms, "");
    const broken = text.split("\n").filter((line) => line.split("`").length % 2 === 0);
    assert.deepEqual(broken, [], page);
  }
});

/** The settings that the server reads, by its own reading of them. */
function listSettings(): string[] {
  const read = new Set<string>();
  readConfig((name) => void read.add(name), false);
  return [...read].filter((name) => name.startsWith("CIRCLE_"));
}

async function listPages(folder: string): Promise<string[]> {
  const pages = await Array.fromAsync(Deno.readDir(`${ROOT}/${folder}`));
  return pages.map(({ name }) => `${folder}/${name}`).filter((name) => name.endsWith(".md"));
}

/** Starts the server by the first command of README, on a free port and with a folder of its own. */
async function startAsDocumented(dataDir: string) {
  const command = /^```sh\n(.*)\n/m.exec(README)![1]!;
  const process = new Deno.Command("bash", {
    args: ["-c", `exec ${command}`],
    cwd: ROOT,
    env: { CIRCLE_PORT: "0", CIRCLE_DATA_DIR: dataDir },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    process.kill("SIGTERM");
    await process.status;
  };
  let output = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    output += text;
    const url = /^Listening on (\S+)\n/m.exec(output)?.[1];
    if (url !== undefined) return { url, [Symbol.asyncDispose]: stop };
  }
  throw new Error(`${command} did not start a server: ${output}`);
}

/** Runs a line as a person would type it; both streams in the order in which they appear. */
async function runInShell(
  line: string,
  place: { readonly cwd: string; readonly env: Record<string, string> },
): Promise<string> {
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", `exec 2>&1\n${line}`],
    stdin: "null",
    ...place,
  }).output();
  return new TextDecoder().decode(stdout).replaceAll("\r\n", "\n").trimEnd(); // as it is shown
}
