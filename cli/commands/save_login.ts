import type { Profile } from "../../shared/contract/accounts.ts";
import type { PendingReset, TokenResponse } from "../../shared/contract/sessions.ts";
import { isReachable } from "../../shared/loopback.ts";
import { describeNewAddress, findNewAddress } from "../session/moved_server.ts";
import { withSession } from "../session/saved_sessions.ts";
import { isInsecure } from "../session/server_address.ts";
import { withTokens } from "../session/session_tokens.ts";
import { escapeControl } from "../terminal/escape_control.ts";
import { formatTime } from "../terminal/time.ts";
import type { Question } from "./ask.ts";
import type { CommandContext, Connection } from "./context.ts";
import { describeNewDevice, describeNewPasskey } from "./views.ts";

/** Asks for an email; the server decides what one is. */
export const EMAIL_QUESTION: Question = {
  flag: "--email",
  question: "Email: ",
  check: (email) =>
    /^[^@\s]+@[^@\s]+$/.test(email)
      ? undefined
      : "An email address looks like anna@example.org. Try again.",
};

/** Logs in by a password and saves the session as the one in use. */
export async function logInAndSave(
  context: CommandContext,
  connection: Connection,
  body: { readonly email: string; readonly password: string },
): Promise<Profile> {
  return await saveTokens(context, connection, () => connection.client.login({ body }));
}

/** Saves a session that begins as the one in use, and tells its notices. */
export async function saveTokens(
  { store, terminal, holdSignals }: CommandContext,
  { identity: { server }, clientWith }: Connection,
  begin: () => Promise<TokenResponse>,
): Promise<Profile> {
  const tokens = await begin();
  return await holdSignals(async () => {
    if (tokens.password_reset) terminal.say(describeReset(tokens.password_reset));
    if (tokens.cancelled_reset) terminal.say(describeCancelled(tokens.cancelled_reset));
    const profile = await clientWith(tokens.access_token).getProfile({});
    for (const device of profile.new_devices ?? []) terminal.say(describeNewDevice(device));
    for (const passkey of profile.new_passkeys ?? []) {
      terminal.say(describeNewPasskey(passkey, server));
    }
    const account = { server, account_id: profile.id, email: profile.email };
    const session = withTokens({ ...account, ...rememberInsecure(server) }, tokens);
    await store.update((sessions) => withSession(sessions, session));
    return profile;
  });
}

/** Says after a login, as by the link of an old invite, that the server lives elsewhere now. */
export async function tellNewAddress({ store, terminal, options }: CommandContext): Promise<void> {
  const [session] = await store.load(); // the one that has just been saved
  const address = session && findNewAddress(session);
  if (address === undefined || options.json) return;
  const isHost = !isReachable(session!.server) && isReachable(address); // on the server's own machine
  if (!isHost) terminal.say(describeNewAddress(session!, address));
}

/** The part of a saved session that remembers that plain http was allowed. */
export function rememberInsecure(server: string): { readonly insecure_http?: true } {
  return isInsecure(server) ? { insecure_http: true } : {};
}

/** Says that this login has cancelled another owner's reset code. */
function describeCancelled({ made_at, by }: PendingReset): string {
  const maker = by === null ? "Somebody" : escapeControl(by.name);
  return `${maker} made a reset code for your password at ${escapeControl(formatTime(made_at))}. ` +
    "Your login has cancelled it.";
}

/** Warns about a password reset, in case the account's owner did not ask for it. */
function describeReset({ at, by }: NonNullable<TokenResponse["password_reset"]>): string {
  const whose = by === null ? "made on the server itself" : `that ${escapeControl(by.name)} made`;
  return `Your password was reset at ${escapeControl(formatTime(at))} by a code ${whose}. ` +
    "If that was not you: circle password change";
}
