import type { Profile } from "../shared/contract/accounts.ts";
import type { Connection, Invocation } from "./invocation.ts";
import { withSession } from "./saved_sessions.ts";
import { withTokens } from "./session_tokens.ts";

/** Email and password of an account. */
export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Logs in and keeps the session, as the one in use. */
export async function logIn(
  { store }: Invocation,
  { identity: { server }, client, clientWith }: Connection,
  body: Credentials,
): Promise<Profile> {
  const signedIn = await client.login({ body });
  const profile = await clientWith(signedIn.access_token).getProfile({});
  const session = withTokens({ server, account_id: profile.id, email: profile.email }, signedIn);
  await store.update((sessions) => withSession(sessions, session));
  return profile;
}
