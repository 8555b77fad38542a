import type { Profile } from "../../shared/contract/accounts.ts";
import { isSameSession, type SavedSession, type SavedSessions } from "../session/saved_sessions.ts";
import { isInsecure } from "../session/server_address.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import type { Cell } from "../terminal/cell.ts";
import { Command, examples, type OpenContext } from "./command.ts";
import type { CommandContext, Connection } from "./context.ts";
import { findChosenFamily, findNamedFamily } from "./resolve_family.ts";
import { describeSession } from "./resolve_session.ts";

/** `circle auth status` */
export function declareStatus(open: OpenContext) {
  return new Command("status")
    .description("show the server, the account, where the token comes from and when it ends")
    .addHelpText("after", examples("circle auth status", "circle auth status --json"))
    .action((_options, command) => showStatus(open(command)));
}

async function showStatus(context: CommandContext): Promise<void> {
  const { show } = context;
  const connection = await context.connect();
  const { identity, client } = connection;
  const profile = await client.getProfile({}).catch(toCliError);
  const saved = await loadIfPossible(context);
  const others = await Promise.all(saved.map(async (session) => ({
    server: session.server,
    email: session.email,
    state: identity.session && isSameSession(identity.session, session)
      ? toState(profile)
      : await checkSession(context, session),
  })));
  if (profile instanceof CliError) {
    const { server, source } = identity;
    show(
      { server, token_source: source, problem: profile.message, saved_sessions: others },
      () => ({
        facts: {
          "Server": server,
          "Account": profile.message.split("\n")[0]!,
          "Saved": describeSaved(others),
        },
      }),
    );
    throw profile;
  }
  const status = {
    ...await describeToken(context, connection),
    account: { id: profile.id, name: profile.name, email: profile.email },
    family: await findFamily(context, connection, profile),
    saved_sessions: others,
  };
  show(status, () => ({
    facts: {
      "Server": status.server,
      ...status.is_insecure && { "Insecure": "plain http: others can read what you send" },
      "Account": `${profile.name} <${profile.email}>`,
      ...status.family && { "Family": status.family.name },
      "Token from": status.token_source ?? "",
      "Token ends": describeEnd(status),
      "Saved": describeSaved(others),
    },
  }));
}

async function loadIfPossible({ store }: CommandContext): Promise<SavedSessions> {
  try {
    store.getFolder();
  } catch {
    return []; // a token of the environment needs no config file
  }
  return await store.load();
}

type SessionState = "active" | "ended" | "unknown";

/** Asks the server whether a saved session is still valid. */
async function checkSession(
  { connectAs }: CommandContext,
  session: SavedSession,
): Promise<SessionState> {
  try {
    const identity = { server: session.server, source: "config file", session } as const;
    return toState(await connectAs(identity).client.getProfile({}));
  } catch (error) {
    return toState(toCliError(error));
  }
}

function toState(profile: Profile | CliError): SessionState {
  if (!(profile instanceof CliError)) return "active";
  return profile.kind === "signed_out" ? "ended" : "unknown";
}

const STATES: Readonly<Record<SessionState, string>> = {
  active: "",
  ended: " (has ended: log in again)",
  unknown: " (its server does not answer)",
};

function describeSaved(
  sessions: readonly { server: string; email: string; state: SessionState }[],
): string {
  return sessions.map((session) => describeSession(session) + STATES[session.state]).join(", ") ||
    "nothing";
}

async function findFamily(
  context: CommandContext,
  connection: Connection,
  { families }: Profile,
): Promise<{ id?: string; name: string } | null> {
  const named = findNamedFamily(context);
  if (named !== undefined) return { name: named };
  const chosen = await findChosenFamily(context, connection, families);
  return chosen ? { id: chosen.id, name: chosen.name } : null;
}

async function describeToken(
  { store }: CommandContext,
  { identity: { server, source, session }, getToken }: Connection,
) {
  return {
    server,
    is_insecure: isInsecure(server),
    token_source: source === "config file" ? store.getPath() : source,
    token_ends: readEnd(await getToken()),
    is_renewed: session?.refresh_token !== undefined,
  };
}

function describeEnd(
  { token_ends, is_renewed }: {
    readonly token_ends: string | null;
    readonly is_renewed: boolean;
  },
): Cell {
  if (is_renewed) return "renews automatically";
  return token_ends === null ? "the server knows: circle token list" : { time: token_ends };
}

/** When a JWT expires by its own claim (RFC 7519 §4.1.4); null for a token without one. */
function readEnd(token: string): string | null {
  try {
    const bytes = Uint8Array.fromBase64(token.split(".")[1] ?? "", { alphabet: "base64url" });
    const { exp } = JSON.parse(new TextDecoder().decode(bytes));
    return new Date(exp * 1000).toISOString();
  } catch {
    return null;
  }
}
