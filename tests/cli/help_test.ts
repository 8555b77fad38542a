import assert from "node:assert/strict";
import type { CommandUnknownOpts } from "../../cli/commands/command.ts";
import { createProgram } from "../../cli/program.ts";
import { createCollectingTerminal } from "../support/collecting_terminal.ts";
import { makeDevice } from "../support/device.ts";

interface NamedCommand {
  /** What is typed to call it: `circle family members`. */
  readonly name: string;
  readonly command: CommandUnknownOpts;
}

/**
 * The program with commands that do nothing; their help is collected, for a terminal of so many
 * columns.
 */
async function openProgram(
  width?: number,
): Promise<{ commands: NamedCommand[]; printed: string[] }> {
  const printed: string[] = [];
  const terminal = createCollectingTerminal(printed);
  const program = await createProgram({
    terminal: { ...terminal, output: { ...terminal.output, width } },
    env: () => undefined,
    os: "linux",
  });
  return { commands: walk(program, "circle"), printed };
}

function walk(command: CommandUnknownOpts, name: string): NamedCommand[] {
  command.action(() => {});
  return [
    { name, command },
    ...command.commands.flatMap((child) => walk(child, `${name} ${child.name()}`)),
  ];
}

/** The examples at the end of a help. */
function listExamples(help: string): string[] {
  const [, examples = ""] = help.split("\nExamples:\n");
  return examples.trimEnd().split("\n").map((line) => line.trim()).filter(Boolean);
}

Deno.test("every command, option and argument has a description", async () => {
  const { commands } = await openProgram();
  assert.ok(commands.length > 30);
  for (const { name, command } of commands.slice(1)) {
    const parts = [...command.options, ...command.registeredArguments];
    for (const { description } of [{ description: command.description() }, ...parts]) {
      assert.match(description, /^\S.*[^.\s]$/, name);
    }
  }
});

Deno.test("every command has examples, which parse", async () => {
  const { commands, printed } = await openProgram();
  const [program] = commands;
  for (const { name, command } of commands.filter(({ command }) => command.commands.length === 0)) {
    printed.length = 0;
    command.outputHelp();
    const examples = listExamples(printed.join("\n"));
    assert.ok(examples.some((example) => example.includes(name)), `${name} has no example`);
    for (const example of examples) {
      const [words = ""] = /\bcircle (?:[^|<>#)"']|"[^"]*"|'[^']*')*/.exec(example) ?? [];
      const args = words.match(/"[^"]*"|'[^']*'|\S+/g)!.map((word) => word.replaceAll(/["']/g, ""));
      await program!.command.parseAsync(args.slice(1), { from: "user" });
    }
  }
});

Deno.test("no help breaks a word at the edge of a terminal of 60 columns", async () => {
  const { commands, printed } = await openProgram(60);
  for (const { name, command } of commands) {
    printed.length = 0;
    command.outputHelp();
    const [described = ""] = printed.join("\n").split("\nExamples:\n"); // which are to be copied
    assert.match(described, /^Usage: circle/, name);
    assert.deepEqual(described.split("\n").filter((line) => line.length > 60), [], name);
  }
});

Deno.test("no help is wider than 80 columns, so that its examples can be read and copied", async () => {
  const { commands, printed } = await openProgram();
  for (const { name, command } of commands) {
    printed.length = 0;
    command.outputHelp();
    const wide = printed.join("\n").split("\n").filter((line) => line.length > 80);
    assert.deepEqual(wide, [], name);
  }
});

Deno.test("help: goes to standard output, and has the global options", async () => {
  await using device = await makeDevice();
  const { code, stdout, stderr } = await device.run(["family", "members", "--help"]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(stdout, /^Usage: circle family members \[options\]$/m);
  for (
    const option of [
      "--server <url>",
      "--family <family>",
      "--json",
      "--no-input",
      "--quiet",
      "--no-color",
      "--timeout <seconds>",
      "--debug",
      "--insecure-http",
      "-V, --version",
      "-h, --help",
    ]
  ) assert.ok(stdout.includes(option), option);
  assert.deepEqual(await device.run(["family", "help", "members"]), { code, stdout, stderr });
});

Deno.test("a group alone shows its commands, and exits with a usage error", async () => {
  await using device = await makeDevice();
  const { code, stdout, stderr } = await device.run(["family"]);
  assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
  assert.match(stderr, /^Usage: circle family/);
  assert.match(stderr, /^circle: Say which command\.\n$/m);
});

for (
  const { args, meant, help } of [
    { args: ["famly"], meant: "family", help: "circle help" },
    { args: ["--json", "famly"], meant: "family", help: "circle help" },
    { args: ["family", "mambers"], meant: "members", help: "circle help family" },
    { args: ["journal", "psot", "Look"], meant: "post", help: "circle help journal" },
    { args: ["whoami", "--jsn"], meant: "--json", help: "circle help whoami" },
    { args: ["login", "--emial", "a@b.c"], meant: "--email", help: "circle help login" },
    {
      args: ["person", "add", "Oma", "--birn", "1946"],
      meant: "--born",
      help: "circle help person add",
    },
  ]
) {
  Deno.test(`\`circle ${args.join(" ")}\` suggests ${meant} and ${help}`, async () => {
    await using device = await makeDevice();
    const { code, stderr } = await device.run(args);
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`Did you mean ${meant}\\?.*See: ${help}(\\n|"|$)`, "s"));
  });
}

Deno.test("a text without its quotes: the error says that it needs them", async () => {
  await using device = await makeDevice();
  const { code, stderr } = await device.run(["journal", "post", "First", "day", "at", "school"]);
  assert.equal(code, 2);
  assert.match(stderr, /got 4: First, day, at, school\.\nWords that belong together need quotes/);
  const list = await device.run(["family", "list", "Bergs"]);
  assert.doesNotMatch(list.stderr, /quotes/);
});

Deno.test("a word after `circle journal` that is no command is called unknown", async () => {
  await using device = await makeDevice();
  for (const args of [["xyzzy"], ["--new", "xyzzy"]]) {
    const { code, stderr } = await device.run(["journal", ...args]);
    assert.equal(code, 2);
    assert.match(stderr, /^circle: unknown command 'xyzzy'\nSee: circle help journal\n$/);
  }
  const { stderr } = await device.run(["journal", "list", "xyzzy"]);
  assert.match(stderr, /^circle: too many arguments for 'list'/);
});

Deno.test("--version: prints the version", async () => {
  await using device = await makeDevice();
  const short = await device.run(["-V"]);
  const { version } = JSON.parse(await Deno.readTextFile("deno.json"));
  assert.deepEqual(short, { code: 0, stdout: `${version}\n`, stderr: "" });
  assert.deepEqual(await device.run(["--version"]), short);
  assert.deepEqual(await device.run(["--json", "--version"]), short);
});

Deno.test("help: shows any command, and topics", async () => {
  await using device = await makeDevice();
  const members = await device.run(["help", "family", "members"]);
  assert.deepEqual(members, await device.run(["family", "members", "--help"]));
  assert.match((await device.run(["help"])).stdout, /^Usage: circle \[options\] \[command\]\n/);
  const environment = await device.run(["help", "environment"]);
  assert.equal(environment.code, 0);
  for (const name of ["SERVER", "TOKEN", "TOKEN_FILE", "FAMILY", "CONFIG_DIR"]) {
    assert.match(environment.stdout, new RegExp(`^CIRCLE_${name} +\\S`, "m"));
  }
  const { stdout } = await device.run(["help", "exit-codes"]);
  const codes = stdout.trim().split("\n").map((line) => Number(line.split(" ")[0]));
  assert.deepEqual(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]);
  for (const words of [["famly"], ["family", "mambers"], ["constructor"]]) {
    const { code, stderr } = await device.run(["help", ...words]);
    assert.equal(code, 2);
    assert.match(stderr, /^circle: There is no command '/);
  }
});

for (
  const [words, ...expected] of [
    ["tokens", "token", "auth token"],
    ["scopes", "token create"],
    ["families", "family"],
    ["calendar", "feed", "person export", "feed create"],
    ["passwort", "password"],
    ["token craete", "token create"],
    ["exit-code", "exit-codes"],
    ["CIRCLE_TOKEN", "environment"],
  ]
) {
  Deno.test(`help ${words}: suggests help ${expected.join(", ")}`, async () => {
    await using device = await makeDevice();
    const { code, stdout, stderr } = await device.run(["help", ...words!.split(" ")]);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    const [, ...suggested] = stderr.trimEnd().split("\n");
    assert.deepEqual(suggested, expected.map((name) => `  circle help ${name}`));
    for (const name of expected) {
      assert.equal((await device.run(["help", ...name.split(" ")])).code, 0, name);
    }
  });
}

Deno.test("help: of a word that is found nowhere names the topics", async () => {
  await using device = await makeDevice();
  const { code, stderr } = await device.run(["help", "xyzzy"]);
  assert.equal(code, 2);
  assert.match(stderr, /'xyzzy'\. See circle help, or a topic: environment, exit-codes\.\n$/);
});
