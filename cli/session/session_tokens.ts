import { type Client, readReply, type Send } from "../../shared/client.ts";
import { ProblemError } from "../../shared/client_errors.ts";
import type { TokenResponse } from "../../shared/contract/sessions.ts";
import { CliError, toCliError } from "../terminal/cli_error.ts";
import type { Identity } from "./identity.ts";
import { describeNewAddress, findNewAddress } from "./moved_server.ts";
import { isSameSession, type SavedSession } from "./saved_sessions.ts";
import { formatServerFlags } from "./server_address.ts";
import type { SendOnce } from "./send.ts";
import type { SessionStore } from "./session_store.ts";

/** An access token is refreshed this long before it expires, in ms. */
const EXPIRY_MARGIN = 30_000;

/** Returns the token for calls that need one; a token that the server refused is replaced. */
type GetToken = (refused?: string) => Promise<string>;

/** What refreshing a session depends on. */
interface RefreshDeps {
  readonly store: Pick<SessionStore, "update">;
  /** Calls the server without a token. */
  readonly client: Pick<Client, "refresh">;
  /** Tells the person something. */
  readonly say: (text: string) => void;
}

/** Creates the source of an identity's token. An expired access token is refreshed quietly. */
export function createTokenSource(deps: RefreshDeps, identity: Identity): GetToken {
  let { session } = identity;
  let refreshing: Promise<SavedSession> | undefined;
  return async (refused) => {
    if (identity.token !== undefined) return identity.token;
    if (!session) {
      const { server } = identity;
      throw new CliError(
        "signed_out",
        `You are not logged in to ${server}. Log in first: ${nameLogin(identity)}`,
      );
    }
    if (!isUsable(session, refused)) {
      refreshing ??= refresh(deps, session, refused).finally(() => refreshing = undefined);
      session = await refreshing;
    }
    return session.access_token;
  };
}

/** The command that logs in to the same server. */
function nameLogin({ server, chosenBy }: Identity): string {
  if (chosenBy === "flag") return `circle login ${formatServerFlags(server)}`;
  if (chosenBy !== "default") return "circle login";
  return "circle login\nIs your server elsewhere? circle login --server https://circle.example.org";
}

/**
 * Refreshes a session once for all `circle` processes: the first one to hold the lock asks the
 * server, the others find the new token in the file.
 */
async function refresh(
  { store, client, say }: RefreshDeps,
  session: SavedSession,
  refused: string | undefined,
): Promise<SavedSession> {
  const sessions = await store.update(async (saved) => {
    const current = saved.find((other) => isSameSession(other, session));
    if (!current || isUsable(current, refused)) return saved;
    const refreshed = withTokens(current, await requestTokens(client, current));
    return saved.map((other) => other === current ? refreshed : other);
  });
  const refreshed = sessions.find((other) => isSameSession(other, session));
  if (refreshed) {
    const address = findNewAddress(refreshed);
    if (address !== undefined && address !== findNewAddress(session)) {
      say(describeNewAddress(session, address));
    }
    return refreshed;
  }
  throw new CliError("signed_out", "You have logged out meanwhile. Log in again: circle login");
}

async function requestTokens(
  client: RefreshDeps["client"],
  { refresh_token }: SavedSession,
): Promise<TokenResponse> {
  try {
    if (refresh_token !== undefined) return await client.refresh({ body: { refresh_token } });
  } catch (error) {
    if (!(error instanceof ProblemError && error.problem.status === 401)) throw error;
  }
  throw new CliError(
    "signed_out",
    "Your session has ended. Log in again: circle login\n" +
      "Sessions end after a month unused or a year, by a new password, from another device, or by the person who hosts the server.\n" +
      "Two computers that share one config file end each other's sessions: CIRCLE_CONFIG_DIR gives each its own.",
  );
}

/** Puts the tokens of a reply into a session. */
export function withTokens<S extends object>(
  session: S,
  { access_token, expires_in, refresh_token }: TokenResponse,
) {
  const expires_at = new Date(Date.now() + expires_in * 1000).toISOString();
  return { ...session, access_token, expires_at, refresh_token };
}

function isUsable(
  { access_token, expires_at }: SavedSession,
  refused: string | undefined,
): boolean {
  if (access_token === refused) return false;
  return expires_at === undefined || Date.parse(expires_at) - Date.now() > EXPIRY_MARGIN;
}

/** What sending calls with a token depends on. */
interface AuthorizedSendDeps {
  readonly identity: Identity;
  readonly sendOnce: SendOnce;
  readonly getToken: GetToken;
}

/** Sends calls with the token that they need; after a 401 once more, with a fresh one. */
export function createAuthorizedSend({ identity, sendOnce, getToken }: AuthorizedSendDeps): Send {
  return async (call) => {
    if (!call.needsToken) return await sendOnce(call);
    const token = await getToken();
    const response = await sendOnce(call, token);
    if (response.status !== 401) return response;
    if (!identity.session?.refresh_token) throw await explainRefusedToken(response, identity);
    return await sendOnce(call, await getToken(token));
  };
}

/** A script token cannot be refreshed: says its source, and how to get another. */
async function explainRefusedToken(response: Response, { source }: Identity): Promise<CliError> {
  const { kind, message, problem } = toCliError(await readReply(response).catch((error) => error));
  if (kind !== "signed_out" || !problem) return new CliError(kind, message, problem);
  return new CliError(
    kind,
    `${message}\nThe token comes from ${source}. One that has ended cannot be used again; make another: circle token create NAME`,
    problem,
  );
}
