import { formatServerFlags, parseServer } from "../session/server_address.ts";
import { assertSavedSessionsUsed } from "../session/identity.ts";
import { checkMove, isOtherAddress, type MoveProof } from "../session/moved_server.ts";
import { isSameSession, type SavedSession } from "../session/saved_sessions.ts";
import { CliError } from "../terminal/cli_error.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { assertCanAsk, confirm } from "./ask.ts";
import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext, Connection } from "./context.ts";
import { describeSession } from "./resolve_session.ts";
import { rememberInsecure } from "./save_login.ts";

/** `circle auth move` */
export function declareMove(open: OpenContext) {
  return new Command("move")
    .description("follow a server to its new address, and stay logged in")
    .argument("[address]", "the new address; by default what the server says at the old one")
    .option("--yes", "do not ask; the address must be named then")
    .addHelpText(
      "after",
      examples("circle auth move", "circle auth move https://circle.example.org"),
    )
    .action((address, { yes }, command) => moveServer(open(command), address, yes));
}

async function moveServer(
  context: CommandContext,
  named: string | undefined,
  yes: true | undefined,
): Promise<void> {
  if (yes && named === undefined) {
    throw new CliError(
      "usage",
      "--yes goes with the address that your host has told you: circle auth move ADDRESS --yes",
    );
  }
  const { store, terminal, env } = context;
  assertSavedSessionsUsed(env);
  const connection = await context.connect();
  const { server: from } = connection.identity;
  const sessions = (await store.load()).filter(({ server }) => server === from);
  if (sessions.length === 0) {
    throw new CliError("signed_out", `You are not logged in to ${from}. --server names another.`);
  }
  const to = named === undefined ? await askWhere(context, connection) : parseServer(named);
  if (to === from) throw new CliError("usage", `${from} is the address that is saved already.`);
  const { client } = context.connectAs({ server: to });
  const moved: SavedSession[] = [];
  for (const session of sessions) {
    const proof = await checkMove(client, { session, to });
    if (proof.kind === "proven") moved.push(session);
    else terminal.say(`${describeSession(session)}: ${explainUnproven(proof, to)}`);
  }
  if (moved.length === 0) {
    throw new CliError("refused", "Nothing was changed, and no token was sent.");
  }
  await store.update((saved) => {
    const isMoved = (one: SavedSession) => moved.some((session) => isSameSession(one, session));
    const changed = saved.map((one) => isMoved(one) ? withAddress(one, to) : one);
    // An account that has logged in at the new address too goes on with one of its two sessions.
    return changed.filter((one, at) =>
      changed.findIndex((other) => isSameSession(one, other)) === at
    );
  });
  for (const session of moved) {
    terminal.say(`You are now logged in as ${describeSession({ ...session, server: to })}.`);
  }
  const setting = env("CIRCLE_SERVER");
  if (setting && parseServer(setting) === from) {
    terminal.say(`CIRCLE_SERVER is still ${from}: set it to ${to}.`);
  }
}

/** The address that the server states at the old one, which the person confirms. */
async function askWhere(
  context: CommandContext,
  { client, identity: { server } }: Connection,
): Promise<string> {
  const { public_url = server } = await client.getHealth({});
  const to = parseServer(public_url);
  if (!isOtherAddress(to, server)) {
    throw new CliError(
      "usage",
      `The server at ${server} states no other address. Name its new address: circle auth move ADDRESS`,
    );
  }
  assertCanAsk(context, `ADDRESS (the server at ${server} says ${to})`);
  await confirm(
    context,
    `The server at ${server} says that it now lives at ${to}. Has your host told you so?`,
    undefined,
  );
  return to;
}

/** The access token is of the old address, so the first call refreshes it. */
function withAddress({ insecure_http: _, ...session }: SavedSession, to: string): SavedSession {
  return { ...session, server: to, ...rememberInsecure(to), expires_at: new Date(0).toISOString() };
}

function explainUnproven(
  proof: Exclude<MoveProof, { readonly kind: "proven" }>,
  to: string,
): string {
  switch (proof.kind) {
    case "script_token":
      return `a script token is not moved. Use it there: circle login --with-token ${
        formatServerFlags(to)
      }`;
    case "unknown":
      return `the server at ${to} has not shown that it is the same circle: it does not know this ` +
        "login. Log in there only if the host has told you that this is its address.";
    case "elsewhere":
      return `the server at ${to} calls itself ${escapeControl(proof.publicUrl)}. ` +
        "Ask the host which address is right, and whether CIRCLE_PUBLIC_URL is set.";
    case "false":
      return `the server at ${to} does not prove that it is the same circle. Do not log in there.`;
  }
}
