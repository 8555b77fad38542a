import type { Member } from "../../shared/contract/families.ts";
import type { Reply } from "../../shared/contract/mod.ts";
import type { Db } from "../database/database.ts";
import type { CheckedRequest } from "../handler.ts";
import { Problem } from "../problem.ts";
import type { Services } from "../services.ts";

/** Who is in the family, by name; with one family it need not be named. */
export async function listFamilyMembers(
  { db }: Services,
  { caller, query }: CheckedRequest<"listFamilyMembers">,
): Promise<Reply<"listFamilyMembers">> {
  const familyId = await chooseFamily(db, caller.accountId, query.family);
  return await listMembers(db, familyId);
}

async function chooseFamily(db: Db, accountId: string, named: string | undefined): Promise<string> {
  const own = await db.selectFrom("members").select("family_id").where("account_id", "=", accountId)
    .execute();
  if (named === undefined && own.length > 1) throw new Problem("family_required");
  const chosen = named === undefined ? own[0] : own.find(({ family_id }) => family_id === named);
  if (!chosen) throw new Problem("not_found");
  return chosen.family_id;
}

async function listMembers(db: Db, familyId: string): Promise<Member[]> {
  return await db.selectFrom("members").innerJoin("accounts", "accounts.id", "members.account_id")
    .select(["accounts.id", "accounts.name", "accounts.email", "members.role", "members.joined_at"])
    .where("members.family_id", "=", familyId)
    .orderBy("accounts.name").orderBy("accounts.id").execute();
}
