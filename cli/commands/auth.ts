import { assertSavedSessionsUsed } from "../session/identity.ts";
import { isSameSession, withSession } from "../session/saved_sessions.ts";
import { parseServer } from "../session/server_address.ts";
import { CliError } from "../terminal/cli_error.ts";
import { declareStatus } from "./auth_status.ts";
import { Command, examples, group, type OpenContext } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { declareMove } from "./move_server.ts";
import { describeSession, resolveSession } from "./resolve_session.ts";

/** `circle auth` */
export function declareAuth(open: OpenContext) {
  return group("auth", "what this device is logged in with", [
    declareStatus(open),
    declareToken(open),
    declareSwitch(open),
    declareMove(open),
  ]);
}

function declareToken(open: OpenContext) {
  return new Command("token")
    .description("print the token for another program, which can then act as you")
    .addHelpText(
      "after",
      examples(
        'curl -H "Authorization: Bearer $(circle auth token)" localhost:8000/profile',
      ),
    )
    .action((_options, command) => printToken(open(command)));
}

async function printToken({ connect, show }: CommandContext): Promise<void> {
  const { getToken } = await connect();
  show({ token: await getToken() }, ({ token }) => token);
}

function declareSwitch(open: OpenContext) {
  return new Command("switch")
    .description("use another saved session: of another account, or on another server")
    .argument("[account]", "the email of a saved account, or its beginning")
    .addHelpText("after", examples("circle auth switch", "circle auth switch anna@example.org"))
    .action((account, _options, command) => switchSession(open(command), account));
}

async function switchSession(context: CommandContext, account: string | undefined): Promise<void> {
  const { store, terminal, env } = context;
  assertSavedSessionsUsed(env);
  const chosen = await resolveSession(context, await store.load(), account);
  const named = env("CIRCLE_SERVER");
  if (named && parseServer(named) !== chosen.server) {
    throw new CliError(
      "usage",
      `CIRCLE_SERVER is set to ${named}, and commands use that server. Unset it first: unset CIRCLE_SERVER`,
    );
  }
  await store.update((sessions) =>
    sessions.some((session) => isSameSession(session, chosen))
      ? withSession(sessions, chosen)
      : sessions
  );
  terminal.say(`You now use ${describeSession(chosen)}.`);
}
