import type { Transaction } from "kysely";
import type { Family } from "../../shared/contract/families.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Tables } from "../database/tables.ts";
import type { CheckedRequest } from "../http/handler.ts";
import { newId } from "../database/ids.ts";
import { addMember } from "./members.ts";
import type { Deps } from "../http/deps.ts";
import { addToLog } from "./family_log.ts";

/** Makes another family, with the caller as its owner. */
export async function createFamily(
  deps: Deps,
  { caller, body, log }: CheckedRequest<"createFamily">,
): Promise<Reply<"createFamily">> {
  const family = await deps.transaction((tx) => addFamily(deps, tx, caller.accountId, body.name));
  log.info("family created", { account_id: caller.accountId, family_id: family.id });
  return family;
}

/** Adds a family with its first owner. */
export async function addFamily(
  deps: Deps,
  tx: Transaction<Tables>,
  ownerId: string,
  name: string,
): Promise<Family> {
  const id = newId(deps);
  const created_at = deps.now().toISOString();
  await tx.insertInto("families").values({ id, name, created_at }).execute();
  await addMember(deps, tx, {
    familyId: id,
    accountId: ownerId,
    role: "owner",
    joinedAt: created_at,
  });
  await addToLog(deps, tx, { familyId: id, event: "created", actorId: ownerId, note: name });
  return { id, name, role: "owner", created_at };
}
