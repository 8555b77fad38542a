import assert from "node:assert/strict";
import { join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { listSourceFiles, ROOT, type SourceFile } from "./support/source_files.ts";

const PROGRAM = listSourceFiles("shared", "server", "cli");
const ALL = [...PROGRAM, ...listSourceFiles("packaging", "tests")];

/** Where each package that is not for everyone may be imported. */
const PLACES: Readonly<Record<string, RegExp>> = {
  "age-encryption": /^(server\/admin\/cipher\.ts$|tests\/)/,
  "hono": /^server\/(http|web|export)\//,
  "client-zip": /^server\/export\//,
  "@hono/node-server": /^server\/http\//,
  "typebox": /^shared\//,
  "typebox/schema": /^(server\/http\/check_fields\.ts$|tests\/)/,
  "kysely": /^(server|tests)\//,
  "kysely/migration": /^(server\/database|tests)\//,
  "node:sqlite": /^(server\/database|tests)\//,
  "pg": /^(server\/database|tests)\//,
  "jose": /^(server\/auth|tests)\//,
  "@node-rs/argon2": /^(server\/(auth\/|config\/grants\.ts$)|tests\/)/,
  "@node-rs/bcrypt": /^(server\/(auth\/|config\/grants\.ts$)|tests\/)/,
  "@logtape/logtape": /^(server|tests)\//,
  "@commander-js/extra-typings": /^(cli|server\/admin)\//,
  "swagger-ui-dist": /^server\/http\/docs_page\.ts$/,
  "fast-check": /^tests\//,
  "ical.js": /^tests\//,
  "html-validate": /^tests\//,
  "axe-core": /^tests\//,
  "sharp": /^(server\/photos\/prepare_photo\.ts$|tests\/)/,
  "exif-reader": /^server\/photos\/prepare_photo\.ts$/,
  "uqr": /^(cli|server\/web)\//,
  "@electric-sql/pglite": /^tests\//,
  "@hyperjump/json-schema": /^tests\//,
};

Deno.test("shared/ imports only itself, the types of typebox and the version", () => {
  const strangers = listImports(PROGRAM.filter(isIn("shared")))
    .filter(({ from }) => !from.startsWith("shared/"))
    .filter(({ from, isType }) => !(from === "typebox" && isType))
    .filter(({ path, from }) => !(path === "shared/version.ts" && from === "deno.json"));
  assert.deepEqual(strangers, []);
  assert.deepEqual(findLines(PROGRAM.filter(isIn("shared")), /\bDeno\./), []);
});

Deno.test("server/ and cli/ import shared/, never each other", () => {
  for (const [part, other] of [["server", "cli"], ["cli", "server"]] as const) {
    const strangers = listImports(PROGRAM.filter(isIn(part)))
      .filter(({ from }) => from.startsWith(`${other}/`) || from.startsWith("tests/"));
    assert.deepEqual(strangers, []);
  }
});

/** The folders of each program, each importing only those before it. */
const FOLDERS = {
  server: [
    "config",
    "database",
    "http",
    "auth",
    "families",
    "accounts",
    "people",
    "photos",
    "journal",
    "web",
    "export",
    "admin",
  ],
  cli: ["terminal", "session", "commands", "install"],
} as const;

for (const [program, folders] of Object.entries(FOLDERS)) {
  Deno.test(`a folder of ${program}/ imports only folders below it, types included`, () => {
    const level = (path: string) => folders.findIndex((name) => name === path.split("/")[1]);
    const files = PROGRAM.filter(({ path }) => new RegExp(`^${program}/\\w+/`).test(path));
    assert.deepEqual(files.filter(({ path }) => level(path) < 0).map(({ path }) => path), []);
    const upward = listImports(files).filter(({ path, from }) =>
      from.startsWith(`${program}/`) && !(level(from) >= 0 && level(from) <= level(path))
    );
    assert.deepEqual(upward.map(({ path, from }) => `${path} imports ${from}`), []);
  });
}

Deno.test("only entry points lie at the top of server/ and cli/", () => {
  const top = PROGRAM.map(({ path }) => path).filter((path) => /^(server|cli)\/[^/]+$/.test(path));
  assert.deepEqual(top.sort(), [
    "cli/main.ts",
    "cli/program.ts",
    "cli/run.ts",
    "server/main.ts",
    "server/server.ts",
  ]);
});

Deno.test("each package is imported only where it belongs", () => {
  const strayed = listImports(ALL).filter(({ path, from }) =>
    (PLACES[from] ?? PLACES[packageOf(from)])?.test(path) === false
  );
  assert.deepEqual(strayed, []);
});

Deno.test("only server/database/ imports SQL dialects", () => {
  const strayed = listImports(PROGRAM.filter(({ path }) => !path.startsWith("server/database/")))
    .filter(({ from, names }) => packageOf(from) === "kysely" && DIALECT.test(names));
  assert.deepEqual(strayed, []);
});

const DIALECT = /sqlite|postgres|pglite|mysql|mssql/i;

Deno.test("migrations import only kysely and each other", () => {
  const isMigration = (path: string) => path.startsWith("server/database/migrations/");
  const strangers = listImports(PROGRAM.filter(({ path }) => isMigration(path)))
    .filter(({ from }) => packageOf(from) !== "kysely" && !isMigration(from));
  assert.deepEqual(strangers, []);
});

Deno.test("only files that a task runs read the environment and arguments", () => {
  const readers = findLines(PROGRAM, /\bDeno\.(env|args)\b/);
  assert.ok(readers.length > 0);
  assert.deepEqual(readers.filter(({ path }) => !isRunByTask(path)), []);
});

Deno.test("no files import each other in a circle", () => {
  const freed = new Set<string>();
  const cycles = PROGRAM.flatMap(({ path }) => findCycle(path, { trail: [], freed }) ?? []);
  assert.deepEqual(cycles, []);
});

Deno.test("files are snake_case, and none is called utils, helpers or common", () => {
  const paths = ALL.map(({ path }) => path);
  assert.deepEqual(paths.filter((path) => !/^([a-z0-9_]+\/)*[a-z0-9_]+\.tsx?$/.test(path)), []);
  assert.deepEqual(paths.filter((path) => VAGUE.test(path)), []);
});

const VAGUE = /(^|[/_])(utils?|helpers?|common|misc|managers?)(\.tsx?$|\/)/;

Deno.test("what runs in a transaction reads and writes by it alone", () => {
  const bodies = PROGRAM.filter(isIn("server"))
    .flatMap(({ path, text }) => listTransactionBodies(text).map((body) => ({ path, text: body })));
  assert.ok(bodies.length > 80, `only ${bodies.length} were found`);
  assert.deepEqual(findLines(bodies, /\bdb\b/), []);
});

Deno.test("every ignored lint rule has a reason", () => {
  assert.deepEqual(findLines(ALL, /\/\/ deno-lint-ignore(?! [\w-]+ -- \w)/), []);
});

Deno.test("importing a file does nothing", () => {
  const files = PROGRAM.filter(({ path }) => !isRunByTask(path))
    .map(({ path, text }) => ({ path, text: text.replaceAll(/`(?:[^`\\]|\\.)*`/gs, "``") }));
  assert.deepEqual(
    findLines(files, /^(?!import|export|const|let|function|async function)\w/)
      .filter(({ line }) => !DECLARATION.test(line)),
    [],
  );
  assert.deepEqual(findLines(files, /^(export )?(const|let) .*(\bawait\b|\bDeno\.|\bfetch\()/), []);
});

const DECLARATION = /^(class|interface|type) |^if \(import\.meta\.main\)/;

Deno.test("every export has JSDoc", () => {
  const silent = PROGRAM.flatMap(({ path, text }) => {
    const lines = text.split("\n");
    return lines.filter((line, at) => EXPORT.test(line) && !lines[at - 1]?.endsWith("*/"))
      .map((line) => ({ path, line }));
  });
  assert.deepEqual(silent, []);
});

/** But for what only passes on, a shell script in a text, and the type of the schema that stands above it. */
const EXPORT = /^export (?![{*]|[A-Z_]+=|type \w+ = Static<typeof )/;

Deno.test("every dependency is imported, and README gives its reason", () => {
  const used = new Set(listImports(ALL).map(({ from }) => packageOf(from)));
  // Types of a package that has none of its own come with it.
  const names = Object.keys(project.imports).filter((name) => !name.startsWith("@types/"));
  assert.deepEqual(names.filter((name) => !used.has(name)), []);
  const readme = readIfThere("README.md");
  if (readme === undefined) return; // not written yet
  assert.deepEqual(names.filter((name) => !new RegExp(`^\\|.*\`${name}\``, "m").test(readme)), []);
});

Deno.test("deno.lock names no host", () => {
  assert.doesNotMatch(readIfThere("deno.lock")!, /:\/\/|"tarball"/);
});

Deno.test("no task has all permissions", () => {
  assert.doesNotMatch(readIfThere("deno.json")!, /\s-A\b|--allow-all|"all"/);
});

Deno.test("the version is the newest of CHANGELOG.md", () => {
  assert.equal(/^## (\S+)/m.exec(readIfThere("CHANGELOG.md")!)?.[1], project.version);
});

/** Whether a task names a file, or runs it by what `grants.ts` prints. */
/** The bodies of functions that have a transaction as `tx`. */
function listTransactionBodies(text: string): string[] {
  const starts = text.matchAll(
    /\(tx\) =>|\btx: Transaction<Tables>(?:(?!=>)[^])*?\)(?:: .*)? \{\n/g,
  );
  return [...starts].map((match) => {
    let depth = match[0].endsWith("\n") ? 1 : 0;
    const start = match.index + match[0].length;
    for (let end = start; end < text.length; end++) {
      if ("({[".includes(text[end]!)) depth++;
      else if (")}]".includes(text[end]!)) depth--;
      const isOver = depth < 0 || depth === 0 && (text[end] === "}" || text[end] === ";");
      if (isOver) return text.slice(start, end);
    }
    return text.slice(start);
  });
}

function isRunByTask(path: string): boolean {
  return path === "server/main.ts" ||
    Object.values(project.tasks).some(({ command }) => command.includes(path));
}

function isIn(folder: string): (file: SourceFile) => boolean {
  return ({ path }) => path.startsWith(`${folder}/`);
}

function listImports(files: readonly SourceFile[]) {
  return files.flatMap(({ path, imports }) => imports.map((taken) => ({ path, ...taken })));
}

/** `@scope/name/part` is of the package `@scope/name`. */
function packageOf(from: string): string {
  return /^(@[^/]+\/)?[^/]+/.exec(from)![0];
}

/** Lines of code that a pattern is found in; comments are none. */
function findLines(files: readonly Pick<SourceFile, "path" | "text">[], pattern: RegExp) {
  return files.flatMap(({ path, text }) =>
    text.split("\n").filter((line) =>
      pattern.test(line) && !/^\s*(\*|\/\*|\/\/ (?!deno-lint))/.test(line)
    )
      .map((line) => ({ path, line }))
  );
}

/**
 * The imports that lead from a file back to itself, type imports included, as one line. Each file
 * that is found to lead into no circle is freed, and not followed again.
 */
function findCycle(
  path: string,
  { trail, freed }: { readonly trail: readonly string[]; readonly freed: Set<string> },
): string | undefined {
  if (freed.has(path)) return;
  if (trail.includes(path)) return [...trail, path].join(" → ");
  const file = PROGRAM.find((file) => file.path === path);
  for (const { from } of file?.imports ?? []) {
    const cycle = findCycle(from, { trail: [...trail, path], freed });
    if (cycle) return cycle;
  }
  freed.add(path);
}

function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(join(ROOT, path));
  } catch {
    return undefined;
  }
}
