import type { Body, Reply } from "../../shared/contract/mod.ts";
import type { Db } from "../database/database.ts";
import { assertNotLimited, recordFailedAttempt } from "../auth/rate_limiter.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { newId } from "../database/ids.ts";
import { addFamily, getUsableInvite, joinByInvite } from "../families/join_family.ts";
import { Problem } from "../http/problem.ts";
import type { AuthDeps } from "../auth/deps.ts";
import { addAccount, emailKey, hasRegistered, setRegistered } from "../auth/accounts.ts";
import { getProfileOf } from "./profiles.ts";

/** Creates an account: in the family of an invite, or with a family of its own. */
export async function register(
  deps: AuthDeps,
  { body, client, log }: CheckedRequest<"register">,
): Promise<Reply<"register">> {
  const attempt = { address: client.address };
  await assertNotLimited(deps, attempt);
  if (body.invite !== undefined) await getUsableInvite(deps, body.invite, attempt);
  else await refuseWhereClosed(deps, deps.db);
  const passwordHash = await deps.passwordHasher.hash(body.password);
  const profile = await createAccount(deps, body, passwordHash);
  if (!profile) {
    await recordFailedAttempt(deps, attempt); // the answer reveals that the email has an account
    throw new Problem("email_taken");
  }
  log.info("account registered", { account_id: profile.id });
  return profile;
}

/** By the policy `invite`, only the first account of a server registers without an invite. */
async function refuseWhereClosed({ config }: AuthDeps, db: Db): Promise<void> {
  if (config.registration === "invite" && await hasRegistered(db)) {
    throw new Problem("registration_closed");
  }
}

/** Creates the account; returns `undefined` where its email has one already. */
async function createAccount(
  deps: AuthDeps,
  { email, name, invite }: Body<"register">,
  passwordHash: string,
): Promise<Reply<"register"> | undefined> {
  const id = newId(deps);
  const account = { id, email, email_key: emailKey(email), name, password_hash: passwordHash };
  try {
    return await deps.transaction(async (tx) => {
      if (invite === undefined) await refuseWhereClosed(deps, tx);
      await setRegistered(tx, deps.now());
      await addAccount(tx, { ...account, created_at: deps.now().toISOString() });
      if (invite === undefined) {
        await addFamily(deps, tx, { ownerId: id, name: `${name}'s family` });
      } else await joinByInvite(deps, tx, { accountId: id, code: invite });
      return await getProfileOf(tx, { accountId: id }, deps.now());
    });
  } catch (error) {
    if (deps.readFailure(error) === "duplicate") return undefined;
    throw error;
  }
}
