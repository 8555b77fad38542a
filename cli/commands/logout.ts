import { ProblemError } from "../../shared/client.ts";
import { Command, examples, type Open, Option } from "./command.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext, Connection } from "./context.ts";
import { withoutSession } from "../session/saved_sessions.ts";

/** `circle logout` */
export function declareLogout(open: Open) {
  return new Command("logout")
    .description("end the session of this device, at the server and in the config file")
    .addOption(new Option("--others", "log out every other device, not this one").conflicts("all"))
    .option("--all", "log out every device, this one too")
    .addHelpText(
      "after",
      examples("circle logout", "circle logout --others", "circle logout --all"),
    )
    .action((options, command) => run(open(command), options));
}

interface Options {
  readonly others?: true;
  readonly all?: true;
}

async function run(
  { connect, store, terminal }: CommandContext,
  { others, all }: Options,
): Promise<void> {
  const connection = await connect();
  const { identity: { server, source, session } } = connection;
  if (!source) throw new CliError("signed_out", `You are not logged in to ${server}.`);
  await endAtServer(connection, others ? "others" : all ? "all" : "this");
  if (others) return terminal.say(`Every other device is logged out of ${server}.`);
  if (session) await store.update((sessions) => withoutSession(sessions, session));
  terminal.say(`You are logged out of ${server}.`);
}

async function endAtServer(
  { identity: { session }, client }: Connection,
  scope: "this" | "others" | "all",
): Promise<void> {
  // A saved script token is no session: it is forgotten here, and ends where it was made.
  if (scope === "this" && session && session.refresh_token === undefined) return;
  try {
    await client.logout({ query: { scope } });
  } catch (error) {
    // A session that has ended already only has to be forgotten here.
    const hasEnded = error instanceof ProblemError && error.problem.status === 401 ||
      error instanceof CliError && error.kind === "signed_out";
    if (scope !== "this" || !hasEnded) throw error;
  }
}
