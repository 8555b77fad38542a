import type { SavedSession, SavedSessions } from "../session/saved_sessions.ts";
import { parseServer } from "../session/server_address.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { ask } from "./ask.ts";
import type { CommandContext } from "./context.ts";
import { resolveName } from "./resolve_name.ts";

/** Finds the saved session that is named, or the other one of two, or asks which. */
export async function resolveSession(
  context: CommandContext,
  sessions: SavedSessions,
  named: string | undefined,
): Promise<SavedSession> {
  const { options, terminal } = context;
  const server = options.server === undefined ? undefined : parseServer(options.server);
  const eligible = sessions.filter((session) => server === undefined || session.server === server);
  if (eligible.length === 0) {
    throw new CliError(
      "signed_out",
      "No session is saved on this device. Log in first: circle login",
    );
  }
  const others = eligible.filter((session) => session !== sessions[0]);
  const [only, ...more] = eligible.length === 1 ? eligible : others;
  if (named === undefined && only && more.length === 0) return only;
  if (named === undefined) {
    terminal.say(eligible.map(describeSession).join("\n"));
    terminal.say("Name one by its email or how that begins; --server tells servers apart.");
  }
  const text = await ask(context, named, { flag: "ACCOUNT", question: "Which account: " });
  const things = eligible.map((session) => ({
    item: session,
    names: [session.email, `${session.email} at ${session.server}`],
    label: describeSession(session),
  }));
  return resolveName(things, { text, kind: "saved session" });
}

/** Describes a session in one line: `anna@example.org at https://circle.example.org`. */
export function describeSession({ email, server }: Pick<SavedSession, "email" | "server">): string {
  return `${escapeControl(email)} at ${server}`;
}
