import type { Insertable, Selectable, Transaction } from "kysely";
import type { PageQuery, Role } from "../../shared/contract/fields.ts";
import type { Member } from "../../shared/contract/members.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { AccountsTable, MembersTable, Tables } from "../database/tables.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";

/** The members of a family by name, a page at a time. */
export async function listMembersOf(
  db: Db,
  familyId: string,
  page: PageQuery,
): Promise<Page<Member>> {
  const after = readCursor(page, 2);
  const count = rowsToFetch(page);
  const rows = after
    ? await listMembersAfter(db, familyId, count, after[0]!, after[1]!)
    : await listFirstMembers(db, familyId, count);
  const { items, next } = cutPage(rows, page, ({ name_key, id }) => [name_key, id]);
  return { items: items.map(toMember), next };
}

/** A member as selected. */
type MemberRow = Omit<Member, "disabled"> & Pick<Selectable<AccountsTable>, "disabled_at">;

function toMember({ id, name, email, role, joined_at, disabled_at }: MemberRow): Member {
  return { id, name, email, role, joined_at, disabled: disabled_at !== null };
}

const listFirstMembers = preparedQuery(selectFirstMembers);

const listMembersAfter = preparedQuery(
  (db, familyId: string, count: number, nameKey: string, accountId: string) =>
    selectFirstMembers(db, familyId, count).where(({ eb, refTuple, tuple }) =>
      eb(refTuple("members.name_key", "members.account_id"), ">", tuple(nameKey, accountId))
    ),
);

function selectFirstMembers(db: Db, familyId: string, count: number) {
  return selectMembers(db).select("name_key").where("members.family_id", "=", familyId)
    .orderBy("members.name_key").orderBy("members.account_id").limit(count);
}

/** One member of a family as listed. */
export async function getMember(db: Db, familyId: string, accountId: string): Promise<Member> {
  const row = await selectMembers(db).where("members.family_id", "=", familyId)
    .where("members.account_id", "=", accountId).executeTakeFirstOrThrow();
  return toMember(row);
}

function selectMembers(db: Db) {
  return db.selectFrom("members").innerJoin("accounts", "accounts.id", "members.account_id")
    .select([
      "accounts.id",
      "accounts.name",
      "accounts.email",
      "members.role",
      "members.joined_at",
      "accounts.disabled_at",
    ]);
}

/** The families that an account is in, by id. */
export async function listFamilyIds(db: Db, accountId: string): Promise<string[]> {
  return (await listMemberships(db, accountId)).map(({ family_id }) => family_id);
}

const listMemberships = preparedQuery((db, accountId: string) =>
  db.selectFrom("members").select("family_id").where("account_id", "=", accountId)
);

/** Whether an account is in a family. */
export async function isMember(db: Db, familyId: string, accountId: string): Promise<boolean> {
  const member = await db.selectFrom("members").select("role")
    .where("family_id", "=", familyId).where("account_id", "=", accountId).executeTakeFirst();
  return member !== undefined;
}

/** The role of an account in a family; `undefined` if it is not a member. */
export async function findRole(
  db: Db,
  familyId: string,
  accountId: string,
): Promise<Role | undefined> {
  const member = await db.selectFrom("members").select("role")
    .where("family_id", "=", familyId).where("account_id", "=", accountId).executeTakeFirst();
  return member?.role;
}

/** Whether a family has at least so many members. */
export async function hasMembers(db: Db, familyId: string, count: number): Promise<boolean> {
  const row = await db.selectFrom("members").select("account_id").where("family_id", "=", familyId)
    .orderBy("account_id").limit(1).offset(count - 1).executeTakeFirst();
  return row !== undefined;
}

/** Whether an account is in at least so many families. */
export async function hasFamilies(db: Db, accountId: string, count: number): Promise<boolean> {
  const row = await db.selectFrom("members").select("family_id").where("account_id", "=", accountId)
    .limit(1).offset(count - 1).executeTakeFirst();
  return row !== undefined;
}

/**
 * Adds an account to a family. If a concurrent transaction adds the same account, this one is
 * retried and then finds the member: PostgreSQL reports an ignored conflict that it cannot see as a
 * serialization failure, and other conflicts as unique violations.
 */
export async function insertMember(
  tx: Transaction<Tables>,
  member: Insertable<MembersTable>,
): Promise<void> {
  await tx.insertInto("members").values(member)
    .onConflict((conflict) => conflict.doNothing()).execute();
}

/** Gives a member another role. */
export async function updateRole(
  tx: Transaction<Tables>,
  { familyId, memberId, role }: { familyId: string; memberId: string; role: Role },
): Promise<void> {
  await tx.updateTable("members").set({ role })
    .where("family_id", "=", familyId).where("account_id", "=", memberId).execute();
}

/** Removes a member, and their script tokens that are bound to this family. */
export async function deleteMember(
  tx: Transaction<Tables>,
  familyId: string,
  memberId: string,
): Promise<void> {
  await tx.deleteFrom("script_tokens").where("family_id", "=", familyId)
    .where("account_id", "=", memberId).execute();
  await tx.deleteFrom("members").where("family_id", "=", familyId)
    .where("account_id", "=", memberId).execute();
}

/** The members left in a family: an owner who can sign in, only others, or none. */
type Remaining = "owner" | "others" | "nobody";

/** Finds which members are left in a family. */
export async function getRemaining(tx: Transaction<Tables>, familyId: string): Promise<Remaining> {
  const members = tx.selectFrom("members").select("role").where("family_id", "=", familyId);
  const owners = members.innerJoin("accounts", "accounts.id", "members.account_id")
    .where("role", "=", "owner").where("accounts.disabled_at", "is", null);
  if (await owners.limit(1).executeTakeFirst()) return "owner";
  return await members.limit(1).executeTakeFirst() ? "others" : "nobody";
}
