import type { Reply } from "../../shared/contract/mod.ts";
import { type Account, findAccountByEmail } from "../accounts/accounts.ts";
import { isReadable } from "../accounts/passwords.ts";
import type { CheckedRequest } from "../handler.ts";
import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";
import { startSession } from "./sessions.ts";

/**
 * Starts a session. An email without an account takes the same way as a wrong password, so that
 * neither the answer nor its time tells which it was.
 */
export async function login(
  services: Services,
  { body, client, log }: CheckedRequest<"login">,
): Promise<Reply<"login">> {
  const account = await findAccountByEmail(services.db, body.email);
  if (account && !isReadable(account.password_hash)) {
    log.error("password hash of an unknown kind: set a new password for this account", {
      account_id: account.id,
    });
  }
  const isRight = await services.passwords.verify(body.password, account?.password_hash);
  if (!account || !isRight) {
    log.warn("login refused", { account_id: account?.id });
    throw new Problem("wrong_credentials");
  }
  await renewOutdatedHash(services, account, body.password);
  const { sessionId, signedIn } = await startSession(services, { accountId: account.id, client });
  log.info("logged in", { account_id: account.id, session_id: sessionId });
  return signedIn;
}

/** Hashes a password anew whose hash was made at another cost; the person notices nothing. */
async function renewOutdatedHash(
  { passwords, transact }: Services,
  account: Account,
  password: string,
) {
  if (!passwords.isOutdated(account.password_hash)) return;
  const password_hash = await passwords.hash(password);
  await transact((tx) =>
    tx.updateTable("accounts").set({ password_hash })
      .where("id", "=", account.id).where("password_hash", "=", account.password_hash).execute()
  );
}
