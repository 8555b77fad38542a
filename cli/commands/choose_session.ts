import { answer } from "./answer.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { CommandContext } from "./context.ts";
import { type Named, resolveName } from "./match.ts";
import type { SavedSession, SavedSessions } from "../session/saved_sessions.ts";
import { parseServer } from "../session/server_address.ts";
import { escapeControl } from "../terminal/escape_control.ts";

/** The saved session that is named, or the other one of two, or the one that the person picks. */
export async function resolveSession(
  context: CommandContext,
  sessions: SavedSessions,
  named: string | undefined,
): Promise<SavedSession> {
  const { options, terminal } = context;
  const server = options.server && parseServer(options.server, options.insecureHttp ?? false);
  const eligible = sessions.filter((session) => !server || session.server === server);
  if (eligible.length === 0) {
    throw new CliError("signed_out", "No session is saved here. Log in first: circle login");
  }
  const others = eligible.filter((session) => session !== sessions[0]);
  const [only, ...more] = eligible.length === 1 ? eligible : others;
  if (named === undefined && only && more.length === 0) return only;
  if (named === undefined) terminal.say(eligible.map(describeSession).join("\n"));
  const text = await answer(context, named, { flag: "ACCOUNT", question: "Which account: " });
  return resolveName(eligible.map(nameSession), { text, kind: "saved session" });
}

function nameSession(session: SavedSession): Named<SavedSession> {
  return { item: session, names: [session.email], label: describeSession(session) };
}

/** A session as a list shows it. */
export function describeSession({ email, server }: SavedSession): string {
  return `${escapeControl(email)} at ${server}`;
}
