import type { Family, LogEntry } from "../../shared/contract/families.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import { getOwnRole } from "../auth/memberships.ts";
import type { Db } from "../database/database.ts";
import type { Deps } from "../http/deps.ts";
import { boundFamilyOf, type CheckedRequest } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { eraseFamilies, sweepErasedFamilies } from "./erase_families.ts";
import { getFamilyOf, listFamiliesOf, renameFamily } from "./families.ts";
import { addToLog, listLogOf } from "./family_log.ts";
import { addFamily } from "./join_family.ts";
import { hasFamilies } from "./members.ts";
import { mayChangeFamily, mayCreateFamily } from "./rules.ts";

/** The caller's own families, by name. */
export async function listFamilies(
  { db }: Deps,
  { caller, query }: CheckedRequest<"listFamilies">,
): Promise<Page<Family>> {
  return await listFamiliesOf(db, caller.accountId, { ...query, only: boundFamilyOf(caller) });
}

/** Creates another family, with the caller as its owner. */
export async function createFamily(
  deps: Deps,
  { caller, body, log }: CheckedRequest<"createFamily">,
): Promise<Reply<"createFamily">> {
  const { accountId } = caller;
  const family = await deps.transaction(async (tx) => {
    await assertMayCreate(deps, tx, accountId);
    return await addFamily(deps, tx, { ownerId: accountId, name: body.name });
  });
  log.info("family created", { account_id: accountId, family_id: family.id });
  return family;
}

async function assertMayCreate({ config }: Deps, db: Db, accountId: string): Promise<void> {
  const { newFamilies } = config;
  const isMember = await hasFamilies(db, accountId, 1);
  if (mayCreateFamily(newFamilies, { isMember })) return;
  throw new Problem("new_families_closed", newFamilies === "members" ? MEMBERS_ONLY : {});
}

const MEMBERS_ONLY = {
  detail: "On this server only members of a family may make another one. " +
    "Join one with an invite first, or ask the person who hosts the server.",
};

/** One of the caller's families. */
export async function getFamily(
  { db }: Deps,
  { caller, params }: CheckedRequest<"getFamily">,
): Promise<Reply<"getFamily">> {
  return await getFamilyOf(db, caller.accountId, params.family_id);
}

/** Renames a family. */
export async function updateFamily(
  deps: Deps,
  { caller, params: { family_id: familyId }, body: { name }, log }: CheckedRequest<"updateFamily">,
): Promise<Reply<"updateFamily">> {
  const actorId = caller.accountId;
  const family = await deps.transaction(async (tx) => {
    if (!mayChangeFamily(await getOwnRole(tx, familyId, caller))) throw new Problem("forbidden");
    await renameFamily(tx, familyId, name);
    await addToLog(deps, tx, { familyId, event: "renamed", actorId, note: name });
    return await getFamilyOf(tx, actorId, familyId);
  });
  log.info("family renamed", { account_id: actorId, family_id: familyId });
  return family;
}

/** Deletes a family with its invites and its log; the accounts in it stay. */
export async function deleteFamily(
  deps: Deps,
  { caller, params: { family_id: familyId }, log }: CheckedRequest<"deleteFamily">,
): Promise<undefined> {
  await deps.transaction(async (tx) => {
    if (!mayChangeFamily(await getOwnRole(tx, familyId, caller))) throw new Problem("forbidden");
    await eraseFamilies(tx, [familyId]);
  });
  log.info("family deleted", { account_id: caller.accountId, family_id: familyId });
  await sweepErasedFamilies(deps);
}

/** What happened in a family, newest first. */
export async function listFamilyLog(
  { db }: Deps,
  { caller, params, query }: CheckedRequest<"listFamilyLog">,
): Promise<Page<LogEntry>> {
  await getOwnRole(db, params.family_id, caller);
  return await listLogOf(db, params.family_id, query);
}
