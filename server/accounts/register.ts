import type { Body, Reply } from "../../shared/contract/mod.ts";
import type { Db } from "../database/database.ts";
import type { CheckedRequest } from "../handler.ts";
import { newId } from "../ids.ts";
import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";
import { emailKey, getProfileOf, hasAccounts } from "./accounts.ts";
import { findPasswordFault } from "./password_rules.ts";

/** Makes an account with a family of its own. */
export async function register(
  services: Services,
  { body, log }: CheckedRequest<"register">,
): Promise<Reply<"register">> {
  await refuseWhereClosed(services, services.db);
  const fault = await findPasswordFault(body.password, body);
  if (fault) throw new Problem("invalid_fields", { errors: [{ field: "password", ...fault }] });
  const passwordHash = await services.passwords.hash(body.password);
  const profile = await addAccount(services, body, passwordHash);
  log.info("account registered", { account_id: profile.id });
  return profile;
}

/** By the policy `invite`, only the first account of a server registers freely. */
async function refuseWhereClosed({ config }: Services, db: Db): Promise<void> {
  if (config.registration === "invite" && await hasAccounts(db)) {
    throw new Problem("registration_closed");
  }
}

async function addAccount(
  services: Services,
  { email, name }: Body<"register">,
  passwordHash: string,
): Promise<Reply<"register">> {
  const accountId = newId(services);
  const familyId = newId(services);
  const createdAt = services.now().toISOString();
  const account = {
    id: accountId,
    email,
    email_key: emailKey(email),
    name,
    password_hash: passwordHash,
  };
  try {
    return await services.transact(async (tx) => {
      await refuseWhereClosed(services, tx);
      await tx.insertInto("accounts").values({ ...account, created_at: createdAt }).execute();
      await tx.insertInto("families").values({
        id: familyId,
        name: `${name}'s family`,
        created_at: createdAt,
      }).execute();
      await tx.insertInto("members")
        .values({ family_id: familyId, account_id: accountId, role: "owner", joined_at: createdAt })
        .execute();
      return await getProfileOf(tx, accountId);
    });
  } catch (error) {
    if (services.readFailure(error) === "duplicate") throw new Problem("email_taken");
    throw error;
  }
}
