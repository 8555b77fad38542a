import assert from "node:assert/strict";
import { GOOD_PASSWORD } from "./support/circle.ts";
import { commandLine } from "./support/command_process.ts";
import { bind, type Bindings, readConsoleCommands, unify } from "./support/console_block.ts";
import { findProgram } from "./support/find_program.ts";
import { startServerProcess } from "./support/server_process.ts";

const README = new URL("../README.md", import.meta.url);

Deno.test({
  name: "README's commands print what it says",
  ignore: findProgram("bash") === undefined,
  fn: async () => {
    const folder = await makeFolder();
    await using server = await startServerProcess(`${folder}/data`, {
      CIRCLE_REGISTRATION: "invite",
    });
    const bindings: Bindings = new Map([["http://127.0.0.1:8000", server.url]]);
    const documented = readConsoleCommands(await Deno.readTextFile(README));
    const actual = [];
    for (const { person, command, output } of documented) {
      const printed = await runInShell(bind(command, bindings), {
        folder,
        person,
        url: server.url,
      });
      actual.push({ person, command, output: unify(printed, output, bindings) });
    }
    await Deno.remove(folder, { recursive: true });
    assert.deepEqual(actual, documented);
  },
});

/** A folder with the files that README's commands read, and a `circle` for the PATH. */
async function makeFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "circle-readme-" });
  for (const person of ["anna", "ben"]) {
    await Deno.writeTextFile(`${folder}/${person}.txt`, `${GOOD_PASSWORD}\n`);
  }
  const run = [Deno.execPath(), ...commandLine({ configDir: "$CIRCLE_CONFIG_DIR" })]
    .map((arg) => `"${arg}"`).join(" ");
  await Deno.writeTextFile(`${folder}/circle`, `#!/bin/sh\nexec ${run} "$@"\n`, { mode: 0o755 });
  return folder;
}

interface Place {
  readonly folder: string;
  readonly person: string;
  readonly url: string;
}

/** Runs a line as a person would type it; both streams in the order in which they appear. */
async function runInShell(line: string, { folder, person, url }: Place): Promise<string> {
  const { stdout } = await new Deno.Command("bash", {
    args: ["-c", `exec 2>&1\n${line}`],
    cwd: folder,
    env: {
      PATH: `${folder}:${Deno.env.get("PATH")}`,
      CIRCLE_CONFIG_DIR: `${folder}/config of ${person}`,
      CIRCLE_SERVER: url,
    },
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout).trimEnd();
}
