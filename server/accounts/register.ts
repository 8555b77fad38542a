import type { Body, Reply } from "../../shared/contract/mod.ts";
import type { Db } from "../database/database.ts";
import { addFamily } from "../families/create_family.ts";
import { assertNotLimited, recordFailedAttempt } from "../auth/rate_limiter.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { newId } from "../database/ids.ts";
import { getUsableInvite, joinByInvite } from "../families/invites.ts";
import { Problem } from "../http/problem.ts";
import type { Services } from "../auth/deps.ts";
import { emailKey, getProfileOf, hasAccounts } from "../auth/accounts.ts";

/** Makes an account: in the family of an invite, or with a family of its own. */
export async function register(
  services: Services,
  { body, client, log }: CheckedRequest<"register">,
): Promise<Reply<"register">> {
  const guess = { address: client.address };
  await assertNotLimited(services, guess);
  if (body.invite !== undefined) await getUsableInvite(services, body.invite, guess);
  else await refuseWhereClosed(services, services.db);
  const passwordHash = await services.passwords.hash(body.password);
  const profile = await addAccount(services, body, passwordHash);
  if (!profile) {
    await recordFailedAttempt(services, guess); // who learns that an email has an account has guessed
    throw new Problem("email_taken");
  }
  log.info("account registered", { account_id: profile.id });
  return profile;
}

/** By the policy `invite`, only the first account of a server registers freely. */
async function refuseWhereClosed({ config }: Services, db: Db): Promise<void> {
  if (config.registration === "invite" && await hasAccounts(db)) {
    throw new Problem("registration_closed");
  }
}

/** Adds the account, or nothing where its email has one already. */
async function addAccount(
  services: Services,
  { email, name, invite }: Body<"register">,
  passwordHash: string,
): Promise<Reply<"register"> | undefined> {
  const id = newId(services);
  const account = { id, email, email_key: emailKey(email), name, password_hash: passwordHash };
  try {
    return await services.transaction(async (tx) => {
      if (invite === undefined) await refuseWhereClosed(services, tx);
      await tx.insertInto("accounts").values({
        ...account,
        created_at: services.now().toISOString(),
      }).execute();
      if (invite === undefined) await addFamily(services, tx, id, `${name}'s family`);
      else await joinByInvite(services, tx, id, invite);
      return await getProfileOf(tx, id);
    });
  } catch (error) {
    if (services.readFailure(error) === "duplicate") return undefined;
    throw error;
  }
}
