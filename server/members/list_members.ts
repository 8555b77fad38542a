import type { Member } from "../../shared/contract/members.ts";
import type { Db } from "../database/database.ts";
import type { CheckedRequest } from "../handler.ts";
import type { Page } from "../paging.ts";
import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";
import { getOwnRole, listMembersOf } from "./members.ts";

/** Who is in a family, by name. */
export async function listMembers(
  { db }: Services,
  { caller, params, query }: CheckedRequest<"listMembers">,
): Promise<Page<Member>> {
  await getOwnRole(db, params.family_id, caller);
  return await listMembersOf(db, params.family_id, query);
}

/** Who is in the family, by name; with one family it need not be named. */
export async function listFamilyMembers(
  { db }: Services,
  { caller, query: { family, ...wish } }: CheckedRequest<"listFamilyMembers">,
): Promise<Page<Member>> {
  return await listMembersOf(db, await chooseFamily(db, caller.accountId, family), wish);
}

async function chooseFamily(db: Db, accountId: string, named: string | undefined): Promise<string> {
  const own = await db.selectFrom("members").select("family_id").where("account_id", "=", accountId)
    .execute();
  if (named === undefined && own.length > 1) throw new Problem("family_required");
  const chosen = named === undefined ? own[0] : own.find(({ family_id }) => family_id === named);
  if (!chosen) throw new Problem("not_found");
  return chosen.family_id;
}
