import { isSameSession, withSession } from "../session/saved_sessions.ts";
import { describeSession, resolveSession } from "./choose_session.ts";
import { Command, examples, group, type Open } from "./command.ts";
import type { CommandContext } from "./context.ts";

/** `circle auth` */
export function declareAuth(open: Open) {
  return group("auth", "what this device is logged in with", [
    declareStatus(open),
    declareToken(open),
    declareSwitch(open),
  ]);
}

function declareStatus(open: Open) {
  return new Command("status")
    .description("show the server, the account, where the token comes from and when it ends")
    .addHelpText("after", examples("circle auth status", "circle auth status --json"))
    .action((_options, command) => showStatus(open(command)));
}

async function showStatus({ connect, show, store }: CommandContext): Promise<void> {
  const { identity, client, getToken } = await connect();
  const { id, name, email } = await client.getProfile({});
  const saved = await store.load();
  const status = {
    server: identity.server,
    account: { id, name, email },
    token_source: identity.source === "config file" ? store.path : identity.source,
    token_ends: readEnd(await getToken()),
    is_renewed: identity.session?.refresh_token !== undefined,
    saved_sessions: saved.map(({ server, email }) => ({ server, email })),
  };
  show(status, () => ({
    facts: {
      "Server": status.server,
      "Account": `${name} <${email}>`,
      "Token from": status.token_source ?? "",
      "Token ends": describeEnd(status),
      "Saved": saved.map(describeSession).join(", ") || "nothing",
    },
  }));
}

function describeEnd(
  status: { readonly token_ends: string | null; readonly is_renewed: boolean },
): string {
  if (status.token_ends === null) return "the server knows";
  return status.is_renewed
    ? `${status.token_ends}, and is then renewed by itself`
    : status.token_ends;
}

/** When a JWT ends, by its own word (RFC 7519 §4.1.4); null for a token that does not say. */
function readEnd(token: string): string | null {
  try {
    const bytes = Uint8Array.fromBase64(token.split(".")[1] ?? "", { alphabet: "base64url" });
    const { exp } = JSON.parse(new TextDecoder().decode(bytes));
    return new Date(exp * 1000).toISOString();
  } catch {
    return null;
  }
}

function declareToken(open: Open) {
  return new Command("token")
    .description("print the token, for another program: whoever has it is you")
    .addHelpText(
      "after",
      examples(
        'curl -H "Authorization: Bearer $(circle auth token)" http://127.0.0.1:8000/profile',
      ),
    )
    .action((_options, command) => printToken(open(command)));
}

async function printToken({ connect, terminal }: CommandContext): Promise<void> {
  const { getToken } = await connect();
  terminal.print(await getToken());
}

function declareSwitch(open: Open) {
  return new Command("switch")
    .description("use another saved session: of another account, or on another server")
    .argument("[account]", "the email of the account, or how it begins")
    .addHelpText("after", examples("circle auth switch", "circle auth switch anna@example.org"))
    .action((account, _options, command) => switchSession(open(command), account));
}

async function switchSession(context: CommandContext, account: string | undefined): Promise<void> {
  const { store, terminal } = context;
  const chosen = await resolveSession(context, await store.load(), account);
  await store.update((sessions) =>
    sessions.some((session) => isSameSession(session, chosen))
      ? withSession(sessions, chosen)
      : sessions
  );
  terminal.say(`You now use ${describeSession(chosen)}.`);
}
