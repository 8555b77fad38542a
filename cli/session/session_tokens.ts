import { type Client, ProblemError } from "../../shared/client.ts";
import type { TokenResponse } from "../../shared/contract/sessions.ts";
import { CliError } from "../terminal/cli_error.ts";
import type { Identity } from "./identity.ts";
import { isSameSession, type SavedSession } from "./saved_sessions.ts";
import type { SessionStore } from "./session_store.ts";

/** Milliseconds before its end from which on an access token is no longer used. */
const EXPIRY_MARGIN = 30_000;

/** What a session's tokens are renewed with. */
export interface RefreshDeps {
  readonly identity: Identity;
  readonly store: SessionStore;
  /** A client that needs no token. */
  readonly client: Pick<Client, "refresh">;
}

/**
 * The token for calls that need one. An access token that has ended is renewed quietly, and so
 * is one that the server has just refused before its time, named in `refused`.
 */
export async function getToken(deps: RefreshDeps, refused?: string): Promise<string> {
  const { identity: { token, session, server } } = deps;
  if (token !== undefined) return token;
  if (!session) {
    throw new CliError(
      "signed_out",
      `You are not logged in to ${server}. Log in first: circle login`,
    );
  }
  return isUsable(session, refused) ? session.access_token : await renew(deps, session, refused);
}

/**
 * Renews a session for every `circle` at once: whoever comes first asks the server, the others
 * wait for the lock and find the new token in the file.
 */
async function renew(
  { store, client }: RefreshDeps,
  session: SavedSession,
  refused: string | undefined,
): Promise<string> {
  const sessions = await store.update(async (saved) => {
    const current = saved.find((other) => isSameSession(other, session));
    if (!current || isUsable(current, refused)) return saved;
    const renewed = withTokens(current, await refreshTokens(client, current));
    return saved.map((other) => other === current ? renewed : other);
  });
  const renewed = sessions.find((other) => isSameSession(other, session));
  if (!renewed) {
    throw new CliError("signed_out", "You have logged out meanwhile. Log in again: circle login");
  }
  return renewed.access_token;
}

async function refreshTokens(
  client: RefreshDeps["client"],
  { refresh_token }: SavedSession,
): Promise<TokenResponse> {
  try {
    if (refresh_token !== undefined) return await client.refresh({ body: { refresh_token } });
  } catch (error) {
    if (!(error instanceof ProblemError && error.problem.status === 401)) throw error;
  }
  throw new CliError("signed_out", "Your session has ended. Log in again: circle login");
}

/** A session with the tokens that the server has just handed out. */
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
