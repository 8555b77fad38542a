import { CHALLENGE_SECONDS, type PasskeyAnswer } from "../../shared/contract/passkey_fields.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { Problem } from "../http/problem.ts";
import { makeChallenge, useChallenge } from "./challenges.ts";
import type { AuthDeps } from "./deps.ts";
import type { LoginNotices, StartSession } from "./login.ts";
import { getPasskeyPlace } from "./manage_passkeys.ts";
import { findPasskey, notePasskeyUse, type StoredPasskey } from "./passkeys.ts";
import { findResetNotice } from "./password_resets.ts";
import { assertNotLimited, recordAttempt } from "./rate_limiter.ts";
import { startSession } from "./start_session.ts";
import { readChallenge, verifyPasskeyAnswer } from "./verify_passkey.ts";

/** Begins a login. It names no account, so that nobody learns which of them have passkeys. */
export async function createPasskeyLoginOptions(
  deps: AuthDeps,
  { client: { address } }: Pick<CheckedRequest<"createPasskeyLoginOptions">, "client">,
): Promise<Reply<"createPasskeyLoginOptions">> {
  const { host } = getPasskeyPlace(deps);
  await assertNotLimited(deps, { address });
  return {
    challenge: await makeChallenge(deps, { address }),
    rpId: host,
    timeout: CHALLENGE_SECONDS * 1000,
    userVerification: "required",
  };
}

/** Starts a session with tokens. */
export async function loginByPasskey(
  deps: AuthDeps,
  request: CheckedRequest<"loginByPasskey">,
): Promise<Reply<"loginByPasskey">> {
  const { session, notices } = await logInByPasskey(deps, request, startSession);
  return { ...session.tokens, ...notices };
}

/** Starts a session if a passkey has answered an open challenge. */
export async function logInByPasskey<S extends { readonly sessionId: string }>(
  deps: AuthDeps,
  { body, client, log }: Pick<CheckedRequest<"loginByPasskey">, "body" | "client" | "log">,
  start: StartSession<S>,
): Promise<{ readonly session: S; readonly notices: LoginNotices }> {
  const attempt = { address: client.address };
  await assertNotLimited(deps, attempt);
  const verified = await verify(deps, body.response);
  await recordAttempt(deps, attempt, verified !== undefined);
  if (!verified) {
    log.warn("passkey refused");
    throw new Problem("passkey_refused");
  }
  const { passkey, use } = verified;
  const { id, account_id: accountId } = passkey;
  const session = await start(deps, {
    client,
    admit: async (tx) => {
      const last_used_at = deps.now().toISOString();
      const isThere = await notePasskeyUse(tx, id, { ...use, last_used_at });
      return isThere ? { accountId, via: "passkey" } : undefined;
    },
  });
  if (!session) throw new Problem("passkey_refused"); // removed or disabled meanwhile
  const ids = { account_id: accountId, passkey_id: id, session_id: session.sessionId };
  if (passkey.counter > 0 && use.counter <= passkey.counter) {
    log.warn("counter of a passkey did not rise: it may have been copied", ids);
  }
  log.info("logged in by passkey", ids);
  return {
    session,
    notices: { password_reset: await findResetNotice(deps.db, accountId, deps.now()) },
  };
}

/** A passkey that has answered, and what it says of itself. */
interface VerifiedLogin {
  readonly passkey: StoredPasskey;
  readonly use: Pick<StoredPasskey, "counter" | "backed_up">;
}

async function verify(
  deps: AuthDeps,
  answer: PasskeyAnswer,
): Promise<VerifiedLogin | undefined> {
  const place = getPasskeyPlace(deps);
  const challenge = readChallenge(answer.response.clientDataJSON);
  if (challenge === undefined || !await useChallenge(deps, challenge)) return undefined;
  const passkey = await findPasskey(deps.db, answer.id);
  if (!passkey || passkey.handle !== answer.response.userHandle) return undefined;
  if (passkey.disabled_at !== null) return undefined;
  const use = await verifyPasskeyAnswer(answer, { ...place, challenge, passkey });
  return use && { passkey, use };
}
