import { getAccount } from "../auth/accounts.ts";
import type { Transaction } from "kysely";
import type { Role } from "../../shared/contract/fields.ts";
import type { Member } from "../../shared/contract/members.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { cutPage, type Page, type PageQuery, readCursor, rowsToFetch } from "../http/paging.ts";
import type { Deps } from "../http/deps.ts";
import { Problem } from "../http/problem.ts";
import { addMemberPerson } from "./member_people.ts";
import { nameKey } from "./name_key.ts";

/** Someone who comes into a family. */
export interface NewMember {
  readonly familyId: string;
  readonly accountId: string;
  readonly role: Role;
  /** ISO-8601, UTC. */
  readonly joinedAt: string;
  /** The person that they become, if their invite was made for one. */
  readonly personId?: string | null;
}

/** Puts an account into a family, and into its directory of people. */
export async function addMember(
  deps: Deps,
  tx: Transaction<Tables>,
  { familyId, accountId, role, joinedAt, personId }: NewMember,
): Promise<void> {
  const { name } = await getAccount(tx, accountId);
  await tx.insertInto("members").values({
    family_id: familyId,
    account_id: accountId,
    name_key: nameKey(name),
    role,
    joined_at: joinedAt,
  }).execute();
  await addMemberPerson(deps, tx, { familyId, accountId, name, joinedAt, personId });
}

/** The members of a family by name, a page at a time. */
export async function listMembersOf(
  db: Db,
  familyId: string,
  wish: PageQuery,
): Promise<Page<Member>> {
  const after = readCursor(wish, 2);
  const count = rowsToFetch(wish);
  const rows = after
    ? await listMembersAfter(db, familyId, count, after[0]!, after[1]!)
    : await listFirstMembers(db, familyId, count);
  const { items, next } = cutPage(rows, wish, ({ name_key, id }) => [name_key, id]);
  return { items: items.map(toMember), next };
}

function toMember({ id, name, email, role, joined_at }: Member): Member {
  return { id, name, email, role, joined_at };
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

/** One member of a family, as the others see it. */
export async function getMember(db: Db, familyId: string, accountId: string): Promise<Member> {
  return await selectMembers(db).where("members.family_id", "=", familyId)
    .where("members.account_id", "=", accountId).executeTakeFirstOrThrow();
}

function selectMembers(db: Db) {
  return db.selectFrom("members").innerJoin("accounts", "accounts.id", "members.account_id")
    .select([
      "accounts.id",
      "accounts.name",
      "accounts.email",
      "members.role",
      "members.joined_at",
    ]);
}

/** Refuses a change that has left a family without an owner. */
export async function assertHasOwner(tx: Transaction<Tables>, familyId: string): Promise<void> {
  const left = await findRemaining(tx, familyId);
  if (left === "nobody") {
    throw new Problem("last_owner", { detail: "You are alone in this family: delete it instead." });
  }
  if (left === "no owner") throw new Problem("last_owner");
}

/** Whether a family has an owner, or at least someone, left. */
export async function findRemaining(
  tx: Transaction<Tables>,
  familyId: string,
): Promise<"an owner" | "no owner" | "nobody"> {
  const members = tx.selectFrom("members").select("role").where("family_id", "=", familyId);
  if (await members.where("role", "=", "owner").limit(1).executeTakeFirst()) return "an owner";
  return await members.limit(1).executeTakeFirst() ? "no owner" : "nobody";
}
