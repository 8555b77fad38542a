import { ProblemError } from "../../shared/client_errors.ts";
import { resolveIdentity } from "../session/identity.ts";
import { type SavedSession, withoutSession } from "../session/saved_sessions.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import { Command, examples, type OpenContext, Option } from "./command.ts";
import type { CommandContext, Connection } from "./context.ts";
import { describeSession, resolveSession } from "./resolve_session.ts";

/** `circle logout` */
export function declareLogout(open: OpenContext) {
  return new Command("logout")
    .description(
      "end a session, at the server and in the config file; without ACCOUNT the one in use",
    )
    .argument("[account]", "the email of a saved account, or its beginning")
    .addOption(
      new Option("--others", "log out every other device, not this one")
        .conflicts(["all", "local"]),
    )
    .addOption(
      new Option("--all", "log out every device, this one too, and end every script token")
        .conflicts("local"),
    )
    .option("--keep-tokens", "with --all: script tokens go on")
    .option("--local", "only remove the session from this device, for a server that is gone")
    .addHelpText(
      "after",
      examples(
        "circle logout",
        "circle logout anna@example.org",
        "circle logout --others",
        "circle logout --all",
        "circle logout --all --keep-tokens",
        "circle logout --local",
      ),
    )
    .action((account, options, command) => logout(open(command), account, options));
}

interface LogoutOptions {
  readonly others?: true;
  readonly all?: true;
  readonly local?: true;
  readonly keepTokens?: true;
}

async function logout(
  context: CommandContext,
  account: string | undefined,
  { others, all, local, keepTokens }: LogoutOptions,
): Promise<void> {
  const { terminal } = context;
  const connection = await connectTo(context, account);
  const { identity: { server, source, session } } = connection;
  if (!source) throw new CliError("signed_out", `You are not logged in to ${server}.`);
  if (local && !session) {
    throw new CliError("usage", `The token comes from ${source}: no saved session belongs to it.`);
  }
  if (keepTokens && !all) throw new CliError("usage", "--keep-tokens belongs to --all.");
  const scope = others ? "others" : all ? "all" : "this";
  if (!local) await endAtServer(connection, scope, keepTokens);
  if (others) return terminal.say(`Every other device is logged out of ${server}.`);
  if (session) await forgetSession(context, session, local ? "" : "The session has ended.");
  terminal.say(
    local
      ? `The session is removed from this device. At ${server} it stays open until it ends.`
      : `You are logged out of ${server}.`,
  );
  await sayWhoIsNext(context);
}

async function connectTo(
  context: CommandContext,
  account: string | undefined,
): Promise<Connection> {
  if (account === undefined) return await context.connect();
  const session = await resolveSession(context, await context.store.load(), account);
  return context.connectAs({ server: session.server, source: "config file", session });
}

async function endAtServer(
  { identity: { session }, client }: Connection,
  scope: "this" | "others" | "all",
  keepTokens: true | undefined,
): Promise<void> {
  // A saved script token is only removed from this device; it stays valid elsewhere.
  if (scope === "this" && session && session.refresh_token === undefined) return;
  try {
    await client.logout({ query: { scope, keep_tokens: keepTokens } });
  } catch (error) {
    // A session that has already ended only needs to be removed from this device.
    const hasEnded = error instanceof ProblemError && error.problem.status === 401 ||
      error instanceof CliError && error.kind === "signed_out";
    if (scope === "this" && hasEnded) return;
    if (toCliError(error).kind !== "unreachable") throw error;
    throw new CliError(
      "unreachable",
      `${toCliError(error).message}\nIf the server is gone for good: circle logout --local`,
    );
  }
}

/** Removes a session from the config file; `done` is the message about what happened before. */
export async function forgetSession(
  { store }: Pick<CommandContext, "store">,
  session: SavedSession,
  done: string,
): Promise<void> {
  try {
    await store.update((sessions) => withoutSession(sessions, session));
  } catch (error) {
    const { kind, message } = toCliError(error);
    throw new CliError(
      kind,
      `${done} But it could not be removed from the config file: ${message}`,
    );
  }
}

/** Says which account later commands use, now that a session is gone. */
async function sayWhoIsNext({ store, terminal, env }: CommandContext): Promise<void> {
  const { session } = await resolveIdentity({ options: {}, env, loadSessions: store.load });
  if (session) terminal.say(`Commands now use ${describeSession(session)}.`);
}
