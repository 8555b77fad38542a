import { readReply } from "../../shared/client.ts";
import { parseJson } from "../../shared/parse_json.ts";
import { Argument, Command, examples, type Open } from "./command.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext } from "./context.ts";
import { formatJson } from "../terminal/output.ts";

/** `circle api` */
export function declareApi(open: Open) {
  return new Command("api")
    .description("make any call to the server, with the token attached")
    .addArgument(new Argument("<method>", "what to do there").choices(METHODS))
    .argument("<path>", "the path, with its query: /profile")
    .option("--input <file>", "send JSON as the body: - reads it from standard input")
    .addHelpText(
      "after",
      examples(
        "circle api GET /profile",
        `echo '{"name":"Anna Berg"}' | circle api PATCH /profile --input -`,
      ),
    )
    .action((method, path, { input }, command) => run(open(command), { method, path, input }));
}

/** The methods that the server answers to. */
const METHODS = ["GET", "POST", "PATCH", "DELETE"] as const;

interface Arguments {
  readonly method: (typeof METHODS)[number];
  readonly path: string;
  readonly input?: string;
}

async function run(
  { connect, terminal }: CommandContext,
  { method, path, input }: Arguments,
): Promise<void> {
  if (input !== undefined && input !== "-") {
    throw new CliError("usage", "--input takes only -, which is standard input.");
  }
  if (input !== undefined && method === "GET") {
    throw new CliError("usage", "GET takes no body: leave out --input.");
  }
  const body = input === undefined ? undefined : readBody(await terminal.readInput());
  const { send, identity } = await connect();
  const response = await send({
    method,
    path,
    body,
    needsToken: identity.source !== undefined,
  });
  const reply = await readReply(response);
  if (reply !== undefined) terminal.print(formatJson(reply, terminal.output.isTerminal));
}

function readBody(text: string): unknown {
  const body = parseJson(text);
  if (body === undefined) throw new CliError("usage", "What came from standard input is not JSON.");
  return body;
}
