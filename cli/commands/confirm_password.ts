import { createClient, type Send } from "../../shared/client.ts";
import { matches } from "../../shared/matches.ts";
import { parseJson } from "../../shared/parse_json.ts";
import { ProblemDetails } from "../../shared/problem_details.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { GlobalOptions } from "./global_options.ts";

/** Sends calls. If the server needs a recent password, asks for it and sends the call once more. */
export function createConfirmedSend(
  { options, terminal }: {
    readonly options: Pick<GlobalOptions, "input">;
    readonly terminal: Pick<Terminal, "canAsk" | "say" | "askSecret">;
  },
  send: Send,
): Send {
  return async (call) => {
    const response = await send(call);
    if (!call.needsToken) return response; // its server may be another than that of the session
    const problem = await findRecentProblem(response);
    if (!problem) return response;
    if (!(options.input && terminal.canAsk)) throw new CliError("forbidden", CANNOT_ASK, problem);
    terminal.say("This needs your password again.");
    const password = await terminal.askSecret("Password: ");
    await createClient(send).confirmPassword({ body: { password } });
    return await send(call);
  };
}

const CANNOT_ASK =
  "This needs a password that was entered in the last 10 minutes, and it cannot be asked for. " +
  "Log in first: circle login --password-stdin";

async function findRecentProblem(response: Response): Promise<ProblemDetails | undefined> {
  if (response.status !== 403) return undefined;
  const problem = parseJson(await response.clone().text());
  const isRecent = matches(problem, ProblemDetails) && problem.code === "recent_login_required";
  return isRecent ? problem : undefined;
}
