import type { Family, LogEntry } from "../../shared/contract/families.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Db } from "../database/database.ts";
import { boundFamilyOf, type CheckedRequest } from "../http/handler.ts";
import { getOwnRole } from "../auth/memberships.ts";
import { mayChangeFamily } from "./rules.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import type { Deps } from "../http/deps.ts";
import { eraseFamily } from "./erase_family.ts";
import { addToLog, listLogOf } from "./family_log.ts";

/** The caller's own families, by name. */
export async function listFamilies(
  { db }: Deps,
  { caller, query }: CheckedRequest<"listFamilies">,
): Promise<Page<Family>> {
  const after = readCursor(query, 2);
  let own = selectFamilies(db, caller.accountId);
  const boundTo = boundFamilyOf(caller);
  if (boundTo !== undefined) own = own.where("families.id", "=", boundTo);
  if (after) {
    own = own.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("families.name", "families.id"), ">", tuple(after[0]!, after[1]!))
    );
  }
  const rows = await own.orderBy("families.name").orderBy("families.id").limit(rowsToFetch(query))
    .execute();
  return cutPage(rows, query, ({ name, id }) => [name, id]);
}

/** One family of the caller's. */
export async function getFamily(
  { db }: Deps,
  { caller, params }: CheckedRequest<"getFamily">,
): Promise<Reply<"getFamily">> {
  return await getFamilyOf(db, caller.accountId, params.family_id);
}

/** Gives a family another name. */
export async function updateFamily(
  deps: Deps,
  { caller, params, body, log }: CheckedRequest<"updateFamily">,
): Promise<Reply<"updateFamily">> {
  const familyId = params.family_id;
  const family = await deps.transaction(async (tx) => {
    if (!mayChangeFamily(await getOwnRole(tx, familyId, caller))) throw new Problem("forbidden");
    await tx.updateTable("families").set({ name: body.name }).where("id", "=", familyId).execute();
    await addToLog(deps, tx, {
      familyId,
      event: "renamed",
      actorId: caller.accountId,
      note: body.name,
    });
    return await getFamilyOf(tx, caller.accountId, familyId);
  });
  log.info("family renamed", { account_id: caller.accountId, family_id: familyId });
  return family;
}

/** Deletes a family with its invites and its log; the accounts in it stay. */
export async function deleteFamily(
  { transaction }: Deps,
  { caller, params, log }: CheckedRequest<"deleteFamily">,
): Promise<undefined> {
  await transaction(async (tx) => {
    if (!mayChangeFamily(await getOwnRole(tx, params.family_id, caller))) {
      throw new Problem("forbidden");
    }
    await eraseFamily(tx, params.family_id);
  });
  log.info("family deleted", { account_id: caller.accountId, family_id: params.family_id });
}

/** What happened in a family, the newest first. */
export async function listFamilyLog(
  { db }: Deps,
  { caller, params, query }: CheckedRequest<"listFamilyLog">,
): Promise<Page<LogEntry>> {
  await getOwnRole(db, params.family_id, caller);
  return await listLogOf(db, params.family_id, query);
}

/** A family as one of its members sees it. */
export async function getFamilyOf(db: Db, accountId: string, familyId: string): Promise<Family> {
  const family = await selectFamilies(db, accountId).where("families.id", "=", familyId)
    .executeTakeFirst();
  if (!family) throw new Problem("not_found");
  return family;
}

function selectFamilies(db: Db, accountId: string) {
  return db.selectFrom("members").innerJoin("families", "families.id", "members.family_id")
    .select(["families.id", "families.name", "members.role", "families.created_at"])
    .where("members.account_id", "=", accountId);
}
