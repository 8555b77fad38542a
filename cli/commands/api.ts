import { readReply } from "../../shared/client.ts";
import { listEndpoints } from "../../shared/contract/mod.ts";
import { parseJson } from "../../shared/parse_json.ts";
import { CliError } from "../terminal/cli_error.ts";
import { formatJson } from "../terminal/json.ts";
import { Command, examples, InvalidArgumentError, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";

/** `circle api` */
export function declareApi(open: OpenContext) {
  return new Command("api")
    .description("make any call to the server, with the token attached")
    .usage("[options] [method] <path>")
    .argument("<method>", `${METHODS.join(", ")}; GET if left out`, parseMethod)
    .argument("[path]", "the path, with its query: /profile")
    .option("--input <file>", "send JSON as the body: - reads it from standard input")
    .addHelpText(
      "after",
      examples(
        "circle api /profile",
        `echo '{"name":"Anna Berg"}' | circle api PATCH /profile --input -`,
      ),
    )
    .action((first, second, { input }, command) => {
      const [method, path] = second === undefined ? ["GET", first] : [first, second];
      return callApi(open(command), { method, path, input });
    });
}

/** The methods that the server answers to. */
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The first word is a method, or the path of a GET. */
function parseMethod(text: string): string {
  if (METHODS.includes(text) || text.startsWith("/")) return text;
  throw new InvalidArgumentError(`Allowed choices are ${METHODS.join(", ")}, or a path.`);
}

interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly input?: string;
}

async function callApi(
  { connect, terminal }: CommandContext,
  { method, path, input }: ApiCall,
): Promise<void> {
  if (METHODS.includes(path)) {
    throw new CliError("usage", `Which path? circle api ${path} /profile`);
  }
  if (!METHODS.includes(method)) throw new CliError("usage", "Give one path, after the method.");
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
  const mediaType = response.headers.get("content-type") ?? "";
  if (response.ok && isTextReply(mediaType)) {
    terminal.printFile(await readReply<string>(response, { reply: { kind: "text", mediaType } }));
    return;
  }
  const reply = await readReply(response);
  if (reply !== undefined) terminal.print(formatJson(reply, terminal.output.isTerminal));
}

/** Whether an endpoint answers with text of this type, such as a calendar. HTML may be a proxy's. */
function isTextReply(mediaType: string): boolean {
  return /^text\/(?!html)/.test(mediaType) &&
    listEndpoints().some(([, { reply }]) =>
      reply !== undefined && reply.kind !== "json" && reply.mediaType === mediaType
    );
}

function readBody(text: string): unknown {
  const body = parseJson(text);
  if (body === undefined) throw new CliError("usage", "Standard input is not JSON.");
  return body;
}
