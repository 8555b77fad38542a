import type { Body, Reply } from "../../shared/contract/mod.ts";
import type { Db } from "../database/database.ts";
import { addFamily } from "../families/create_family.ts";
import type { CheckedRequest } from "../handler.ts";
import { newId } from "../ids.ts";
import { getOpenInvite, joinByInvite } from "../invites/invites.ts";
import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";
import { emailKey, getProfileOf, hasAccounts } from "./accounts.ts";
import { findPasswordFault } from "./password_rules.ts";

/** Makes an account: in the family of an invite, or with a family of its own. */
export async function register(
  services: Services,
  { body, log }: CheckedRequest<"register">,
): Promise<Reply<"register">> {
  await refuseWhereClosed(services, services.db, body.invite);
  const fault = await findPasswordFault(body.password, body);
  if (fault) throw new Problem("invalid_fields", { errors: [{ field: "password", ...fault }] });
  const passwordHash = await services.passwords.hash(body.password);
  const profile = await addAccount(services, body, passwordHash);
  log.info("account registered", { account_id: profile.id });
  return profile;
}

/**
 * Refuses where nobody may register: by the policy `invite`, only the first account of a server
 * does so freely. An invite opens every server, so one that does not hold is refused as such.
 */
async function refuseWhereClosed(
  { config, now }: Services,
  db: Db,
  invite: string | undefined,
): Promise<void> {
  if (invite !== undefined) await getOpenInvite(db, invite, now());
  else if (config.registration === "invite" && await hasAccounts(db)) {
    throw new Problem("registration_closed");
  }
}

async function addAccount(
  services: Services,
  { email, name, invite }: Body<"register">,
  passwordHash: string,
): Promise<Reply<"register">> {
  const id = newId(services);
  const account = { id, email, email_key: emailKey(email), name, password_hash: passwordHash };
  try {
    return await services.transact(async (tx) => {
      await refuseWhereClosed(services, tx, invite);
      await tx.insertInto("accounts").values({
        ...account,
        created_at: services.now().toISOString(),
      }).execute();
      if (invite === undefined) await addFamily(services, tx, id, `${name}'s family`);
      else await joinByInvite(services, tx, id, invite);
      return await getProfileOf(tx, id);
    });
  } catch (error) {
    if (services.readFailure(error) === "duplicate") throw new Problem("email_taken");
    throw error;
  }
}
