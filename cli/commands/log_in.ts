import type { Profile } from "../../shared/contract/accounts.ts";
import type { TokenResponse } from "../../shared/contract/sessions.ts";
import type { CommandContext, Connection } from "./context.ts";
import { withSession } from "../session/saved_sessions.ts";
import { withTokens } from "../session/session_tokens.ts";
import { formatMoment } from "./views.ts";
import { escapeControl } from "../terminal/escape_control.ts";

/** Email and password of an account. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Logs in and keeps the session, as the one in use. */
export async function logIn(
  { store, terminal }: CommandContext,
  { identity: { server }, client, clientWith }: Connection,
  body: Credentials,
): Promise<Profile> {
  const signedIn = await client.login({ body });
  if (signedIn.password_reset) terminal.say(describeReset(signedIn.password_reset));
  const profile = await clientWith(signedIn.access_token).getProfile({});
  const session = withTokens({ server, account_id: profile.id, email: profile.email }, signedIn);
  await store.update((sessions) => withSession(sessions, session));
  return profile;
}

/** What a person must hear of whose password was reset, lest it was not by them. */
function describeReset({ at, by }: NonNullable<TokenResponse["password_reset"]>): string {
  const whose = by === null ? "made on the server itself" : `that ${escapeControl(by.name)} made`;
  return `Your password was reset at ${formatMoment(at)} by a code ${whose}. ` +
    "If that was not you: circle password change";
}
