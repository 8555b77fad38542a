import type { Member } from "../../shared/contract/members.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Db } from "../database/database.ts";
import { boundFamilyOf, type Caller, type CheckedRequest } from "../http/handler.ts";
import type { Page } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import type { Deps } from "../http/deps.ts";
import { getOwnRole } from "../auth/memberships.ts";
import { listMembersOf } from "./members.ts";

/** Who is in a family, by name. */
export async function listMembers(
  { db }: Deps,
  { caller, params, query }: CheckedRequest<"listMembers">,
): Promise<Page<Member>> {
  await getOwnRole(db, params.family_id, caller);
  return await listMembersOf(db, params.family_id, query);
}

/** Who is in the family, by name; with one family it need not be named. */
export async function listFamilyMembers(
  { db }: Deps,
  { caller, query: { family, ...wish } }: CheckedRequest<"listFamilyMembers">,
): Promise<Page<Member>> {
  return await listMembersOf(db, await chooseFamily(db, caller, family), wish);
}

async function chooseFamily(db: Db, caller: Caller, named: string | undefined): Promise<string> {
  const own = await listReachable(db, caller);
  if (named === undefined && own.length > 1) throw new Problem("family_required");
  const chosen = named === undefined ? own[0] : own.find((id) => id === named);
  if (chosen === undefined) throw new Problem("not_found");
  return chosen;
}

/** The families that a caller can reach: a script token may be bound to one. */
async function listReachable(db: Db, caller: Caller): Promise<string[]> {
  const own = (await listFamilyIds(db, caller.accountId)).map(({ family_id }) => family_id);
  const boundTo = boundFamilyOf(caller);
  return boundTo === undefined ? own : own.filter((id) => id === boundTo);
}

const listFamilyIds = preparedQuery((db, accountId: string) =>
  db.selectFrom("members").select("family_id").where("account_id", "=", accountId)
);
