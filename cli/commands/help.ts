import { CliError, EXIT_CODES } from "../terminal/cli_error.ts";
import { formatView } from "../terminal/output.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { Command, type CommandUnknownOpts, examples } from "./command.ts";
import { type HelpEntry, listHelp, suggestHelp } from "./suggest_help.ts";

/** Creates `circle help`, which shows the help of any command, and help topics. */
export function createHelpCommand(
  program: CommandUnknownOpts,
  terminal: Pick<Terminal, "print" | "output">,
): CommandUnknownOpts {
  return new Command("help")
    .description(`show the help of a command, or about ${Object.keys(TOPICS).join(" or ")}`)
    .argument("[words...]", "a command, or a topic")
    .addHelpText(
      "after",
      examples("circle help family members", "circle help environment", "circle help exit-codes"),
    )
    .action((words) => {
      const [topic = "", ...others] = words;
      if (others.length > 0 || !Object.hasOwn(TOPICS, topic)) {
        return findCommand(program, words).outputHelp();
      }
      const layout = { hasColor: false, width: terminal.output.width, now: new Date() };
      terminal.print(formatView({ facts: TOPICS[topic]! }, layout));
    });
}

function findCommand(program: CommandUnknownOpts, words: readonly string[]): CommandUnknownOpts {
  return words.reduce((command, word, at) => {
    const child = command.commands.find((child) => child.name() === word);
    if (child) return child;
    const beside = suggestHelp(listHelp(command, words.slice(0, at)), word);
    const advice = describeSuggestion(
      beside.isNamed ? beside : suggestHelp([...listHelp(program), ...listTopics()], word),
    );
    throw new CliError("usage", `There is no command '${words.join(" ")}'. ${advice}`);
  }, program);
}

function listTopics(): HelpEntry[] {
  return Object.entries(TOPICS).map(([name, facts]) => ({
    name,
    text: Object.entries(facts).flat().join("\n"),
  }));
}

function describeSuggestion({ isNamed, names }: ReturnType<typeof suggestHelp>): string {
  if (names.length === 0) {
    return `See circle help, or a topic: ${Object.keys(TOPICS).join(", ")}.`;
  }
  const question = isNamed ? "Did you mean this?" : "This may be what you look for:";
  return [question, ...names.map((name) => `  circle help ${name}`)].join("\n");
}

const TOPICS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "environment": {
    CIRCLE_SERVER: "the server to talk to; --server comes first",
    CIRCLE_TOKEN:
      "a token to use instead of a saved login; set CIRCLE_SERVER too, to say whose it is",
    CIRCLE_TOKEN_FILE: "a file with such a token",
    CIRCLE_FAMILY: "the family that commands use; --family comes first",
    CIRCLE_CONFIG_DIR: "the folder of the config file, which keeps the saved logins",
    NO_COLOR: "print without colour, as --no-color does",
    DENO_CERT: "a file with the certificate of another authority to trust",
    DENO_TLS_CA_STORE: "system: trust the authorities that this computer trusts",
  },
  "exit-codes": {
    [EXIT_CODES.done]: "done; an empty list counts",
    [EXIT_CODES.failed]: "failed for another reason",
    [EXIT_CODES.usage]: "the command line is wrong, or something is missing",
    [EXIT_CODES.unreachable]: "the server cannot be reached or trusted",
    [EXIT_CODES.signed_out]: "not logged in, or the login has ended",
    [EXIT_CODES.forbidden]: "not allowed",
    [EXIT_CODES.not_found]: "not found",
    [EXIT_CODES.refused]: "refused: invalid input or a conflict",
    [EXIT_CODES.too_many_requests]: "too many requests",
    [EXIT_CODES.interrupted]: "interrupted by Ctrl-C; other signals: 128 and their number",
  },
};
