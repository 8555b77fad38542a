import { CHALLENGE_SECONDS, type PasskeyAnswer } from "../../shared/contract/passkey_fields.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import type { OpenChallenge } from "./challenges.ts";
import type { AuthDeps } from "./deps.ts";
import type { LoginNotices, StartSession } from "./login.ts";
import { getPasskeyPlace } from "./manage_passkeys.ts";
import type { PasskeyPlace } from "./passkey_rules.ts";
import { findPasskey, notePasskeyUse, type StoredPasskey } from "./passkeys.ts";
import { findResetNotice } from "./password_resets.ts";
import { recordFailedAttempt } from "./rate_limiter.ts";
import { type Admission, startSession } from "./start_session.ts";
import { useChallenge } from "./used_challenges.ts";
import { readChallenge, verifyPasskeyAnswer } from "./verify_passkey.ts";

/** Begins a login. It names no account, so that nobody learns which of them have passkeys. */
export function createPasskeyLoginOptions(deps: AuthDeps): Promise<
  Reply<"createPasskeyLoginOptions">
> {
  const { host } = getPasskeyPlace(deps);
  return Promise.resolve({
    challenge: deps.challenges.issue("login"),
    rpId: host,
    timeout: CHALLENGE_SECONDS * 1000,
    userVerification: "required",
  });
}

/** Starts a session with tokens. */
export async function loginByPasskey(
  deps: AuthDeps,
  request: CheckedRequest<"loginByPasskey">,
): Promise<Reply<"loginByPasskey">> {
  const { session, notices } = await logInByPasskey(deps, request, startSession);
  return { ...session.tokens, ...notices };
}

/**
 * Starts a session if a passkey has answered an open challenge. Nobody can guess an answer: what
 * others at the same address have tried does not stop one that is right.
 */
export async function logInByPasskey<S extends { readonly sessionId: string }>(
  deps: AuthDeps,
  { body: { response }, client, log }: Pick<
    CheckedRequest<"loginByPasskey">,
    "body" | "client" | "log"
  >,
  start: StartSession<S>,
): Promise<{ readonly session: S; readonly notices: LoginNotices }> {
  const place = getPasskeyPlace(deps);
  const challenge = deps.challenges.read(readChallenge(response.response) ?? "", "login");
  const verified = challenge && await verify(deps, response, { ...place, challenge });
  const isUnused = verified && await claim(deps, challenge);
  const session = isUnused &&
    await start(deps, { client, admit: (tx) => admit(deps, tx, verified) });
  if (!session) {
    await recordFailedAttempt(deps, { address: client.address });
    if (challenge && !verified) await claim(deps, challenge);
    log.warn("passkey refused");
    throw new Problem("passkey_refused");
  }
  const { passkey: { id, account_id: accountId, counter }, use } = verified;
  const ids = { account_id: accountId, passkey_id: id, session_id: session.sessionId };
  if (counter > 0 && use.counter <= counter) {
    log.warn("counter of a passkey did not rise: it may have been copied", ids);
  }
  log.info("logged in by passkey", ids);
  return {
    session,
    notices: { password_reset: await findResetNotice(deps.db, accountId, deps.now()) },
  };
}

/** A passkey that has answered a challenge, and what it says of itself. */
interface VerifiedLogin {
  readonly passkey: StoredPasskey;
  readonly use: Pick<StoredPasskey, "counter" | "backed_up">;
}

async function verify(
  { db }: AuthDeps,
  answer: PasskeyAnswer,
  { challenge, ...place }: PasskeyPlace & { readonly challenge: OpenChallenge },
): Promise<VerifiedLogin | undefined> {
  const passkey = await findPasskey(db, answer.id);
  if (!passkey || passkey.handle !== answer.response.userHandle) return undefined;
  if (passkey.disabled_at !== null) return undefined;
  const use = await verifyPasskeyAnswer(answer, { ...place, challenge: challenge.text, passkey });
  return use && { passkey, use };
}

/** Uses a challenge up; returns whether it was unused. Concurrent answers would only retry. */
function claim(
  { mutex, transaction }: AuthDeps,
  challenge: OpenChallenge,
): Promise<boolean> {
  return mutex(() => transaction((tx) => useChallenge(tx, challenge)));
}

/** Lets nobody in whose passkey was removed meanwhile. */
async function admit(
  { now }: AuthDeps,
  tx: Transaction<Tables>,
  { passkey: { id, account_id: accountId }, use }: VerifiedLogin,
): Promise<Admission | undefined> {
  const isThere = await notePasskeyUse(tx, id, { ...use, last_used_at: now().toISOString() });
  return isThere ? { accountId, via: "passkey", passkeyId: id } : undefined;
}
