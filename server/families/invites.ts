import type { Selectable, Transaction } from "kysely";
import type { PageQuery, Role } from "../../shared/contract/fields.ts";
import type { Invite, InvitePreview } from "../../shared/contract/invites.ts";
import { hashTypedCode } from "../auth/typed_codes.ts";
import type { Db } from "../database/database.ts";
import type { InvitesTable, Tables } from "../database/tables.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { Problem } from "../http/problem.ts";
import { toRef } from "./to_ref.ts";

/** An invite as it is stored. */
export type InviteRow = Selectable<InvitesTable>;

/** The invite of a code, open or not. */
export async function findInvite(db: Db, code: string): Promise<InviteRow | undefined> {
  return await db.selectFrom("invites").selectAll()
    .where("code_hash", "=", hashTypedCode(code)).executeTakeFirst();
}

/** An invite of a family; throws `not_found` if the family has no such invite. */
export async function getInviteRow(db: Db, familyId: string, id: string): Promise<InviteRow> {
  const row = await db.selectFrom("invites").selectAll()
    .where("family_id", "=", familyId).where("id", "=", id).executeTakeFirst();
  if (!row) throw new Problem("not_found");
  return row;
}

/** The open invites of a family, newest first, a page at a time. */
export async function listOpenInvites(
  db: Db,
  { familyId, now, ...page }: PageQuery & { readonly familyId: string; readonly now: Date },
): Promise<Page<Invite>> {
  const before = readCursor(page, 1);
  let open = selectOpen(db, familyId, now);
  if (before) open = open.where("invites.id", "<", before[0]!);
  const rows = await open.orderBy("invites.id", "desc").limit(rowsToFetch(page)).execute();
  const { items, next } = cutPage(rows, page, ({ id }) => [id]);
  return { items: items.map(toInvite), next };
}

/** Whether a family has at least so many open invites. */
export async function hasOpenInvites(
  db: Db,
  familyId: string,
  { count, now }: { readonly count: number; readonly now: Date },
): Promise<boolean> {
  const row = await selectOpen(db, familyId, now).limit(1).offset(count - 1).executeTakeFirst();
  return row !== undefined;
}

function selectOpen(db: Db, familyId: string, now: Date) {
  return selectInvites(db).where("invites.family_id", "=", familyId)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now.toISOString())
    .whereRef("used", "<", "max_uses");
}

/** An invite that exists, as the API shows it. */
export async function getInvite(db: Db, id: string): Promise<Invite> {
  return toInvite(await selectInvites(db).where("invites.id", "=", id).executeTakeFirstOrThrow());
}

function selectInvites(db: Db) {
  return db.selectFrom("invites").leftJoin("accounts", "accounts.id", "invites.created_by")
    .leftJoin("people", "people.id", "invites.person_id")
    .select([
      "invites.id",
      "invites.role",
      "invites.note",
      "invites.max_uses",
      "invites.used",
      "invites.created_at",
      "invites.expires_at",
      "accounts.id as maker_id",
      "accounts.name as maker_name",
      "people.id as person_id",
      "people.name as person_name",
    ]);
}

type SelectedInvite = Awaited<ReturnType<ReturnType<typeof selectInvites>["execute"]>>[number];

function toInvite(
  { maker_id, maker_name, person_id, person_name, ...invite }: SelectedInvite,
): Invite {
  return {
    ...invite,
    person: toRef(person_id, person_name),
    created_by: toRef(maker_id, maker_name),
  };
}

/** What an invite shows by its code. */
export async function getInvitePreview(
  db: Db,
  { family_id, role, created_by, expires_at }: InviteRow,
): Promise<InvitePreview> {
  const family = await db.selectFrom("families").select("name").where("id", "=", family_id)
    .executeTakeFirstOrThrow();
  const maker = created_by === null
    ? undefined
    : await db.selectFrom("accounts").select("name").where("id", "=", created_by)
      .executeTakeFirst();
  return { family: family.name, role, invited_by: maker?.name ?? null, expires_at };
}

/** Adds an invite. */
export async function insertInvite(tx: Transaction<Tables>, row: InvitesTable): Promise<void> {
  await tx.insertInto("invites").values(row).execute();
}

/** Counts one more use of an invite. */
export async function countUse(
  tx: Transaction<Tables>,
  { id, used }: Pick<InviteRow, "id" | "used">,
): Promise<void> {
  await tx.updateTable("invites").set({ used: used + 1 }).where("id", "=", id).execute();
}

/** Revokes an invite; `at` is ISO-8601, UTC. */
export async function markRevoked(tx: Transaction<Tables>, id: string, at: string): Promise<void> {
  await tx.updateTable("invites").set({ revoked_at: at }).where("id", "=", id).execute();
}

/** Revokes a maker's invites for some roles; `at` is ISO-8601, UTC. */
export async function revokeInvitesOf(
  tx: Transaction<Tables>,
  { familyId, makerId, roles, at }: {
    readonly familyId: string;
    readonly makerId: string;
    readonly roles: readonly Role[];
    readonly at: string;
  },
): Promise<void> {
  if (roles.length === 0) return;
  await tx.updateTable("invites").set({ revoked_at: at })
    .where("family_id", "=", familyId).where("created_by", "=", makerId)
    .where("role", "in", roles).where("revoked_at", "is", null).execute();
}

/** Whether a person of a family has an account; throws `not_found` if there is no such person. */
export async function hasAccount(db: Db, familyId: string, personId: string): Promise<boolean> {
  const person = await db.selectFrom("people").select("account_id")
    .where("family_id", "=", familyId).where("id", "=", personId).executeTakeFirst();
  if (!person) throw new Problem("not_found");
  return person.account_id !== null;
}
