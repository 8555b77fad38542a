import type { Transaction } from "kysely";
import type { FamilyEvent, LogEntry } from "../../shared/contract/families.ts";
import type { PageQuery, Role } from "../../shared/contract/fields.ts";
import type { System } from "../config/system.ts";
import type { Db } from "../database/database.ts";
import { newId } from "../database/ids.ts";
import type { Tables } from "../database/tables.ts";
import { cutPage, type Page, readCursor, rowsToFetch } from "../http/paging.ts";
import { toRef } from "./to_ref.ts";

/** An event of a family, before it is logged. */
interface NewLogEntry {
  readonly familyId: string;
  readonly event: FamilyEvent;
  /** The account that caused it; null for the person who hosts the server. */
  readonly actorId: string | null;
  /** The account that it is about. */
  readonly memberId?: string;
  /** The person that it is about, with or without an account. */
  readonly personId?: string;
  readonly role?: Role;
  readonly note?: string | null;
}

/** Adds an entry to a family's log, with the current names of the accounts. */
export async function addToLog(
  system: System,
  tx: Transaction<Tables>,
  { familyId, event, actorId, memberId, personId, role, note }: NewLogEntry,
): Promise<void> {
  await tx.insertInto("family_log").values({
    id: newId(system),
    family_id: familyId,
    at: system.now().toISOString(),
    event,
    actor_id: actorId,
    actor_name: actorId === null ? null : await getName(tx, actorId),
    member_id: memberId ?? null,
    member_name: memberId === undefined ? null : await getName(tx, memberId),
    role: role ?? null,
    note: note ?? null,
    person_id: personId ?? null,
  }).execute();
}

/** Whether an actor caused an event, with the same note, after a time (ISO-8601, UTC). */
export async function hasLogEntry(
  db: Db,
  { familyId, event, actorId, note = null }: NewLogEntry & { readonly actorId: string },
  since: string,
): Promise<boolean> {
  const latest = await db.selectFrom("family_log").select("at").where("family_id", "=", familyId)
    .where("event", "=", event).where("actor_id", "=", actorId).where("note", "=", note)
    .orderBy("id", "desc").limit(1).executeTakeFirst();
  return latest !== undefined && latest.at > since;
}

/** Whether a member had another role, or was away, after a time (ISO-8601, UTC). */
export async function hasMembershipChange(
  db: Db,
  { familyId, accountId, since }: {
    readonly familyId: string;
    readonly accountId: string;
    readonly since: string;
  },
): Promise<boolean> {
  const change = await db.selectFrom("family_log").select("id").where("family_id", "=", familyId)
    .where("event", "in", ["role_changed", "removed", "left"])
    .where("member_id", "=", accountId)
    .where("at", ">", since).limit(1).executeTakeFirst();
  return change !== undefined;
}

/**
 * Whether a member was removed by another account after an id was made, or in the same millisecond.
 * Ids begin with their time (UUIDv7), so this reads only the end of a long log.
 */
export async function wasRemovedSince(
  db: Db,
  { familyId, memberId }: { readonly familyId: string; readonly memberId: string },
  id: string,
): Promise<boolean> {
  const time = id.slice(0, 13);
  const removed = await db.selectFrom("family_log").select("id").where("family_id", "=", familyId)
    .where("event", "=", "removed").where("member_id", "=", memberId).where("id", ">=", time)
    .limit(1).executeTakeFirst();
  return removed !== undefined;
}

/**
 * Erases the name of an account from a family's log, the names that it gave its feeds, and the notes
 * of the invites by which it joined: they tend to say for whom they were.
 */
export async function eraseNamesFromLog(
  tx: Transaction<Tables>,
  { familyId, accountId }: { readonly familyId: string; readonly accountId: string },
): Promise<void> {
  const log = tx.updateTable("family_log").where("family_id", "=", familyId);
  const joined = tx.selectFrom("family_log").select("note").where("family_id", "=", familyId)
    .where("event", "=", "joined").where("member_id", "=", accountId);
  await tx.updateTable("invites").set({ note: null }).where("family_id", "=", familyId)
    .where("note", "in", joined).whereRef("used", ">=", "max_uses").execute();
  await log.set({ note: null }).where("event", "in", ["invited", "invite_revoked"])
    .where("note", "in", joined).execute();
  // An owner may have ended a feed of the member.
  await log.set({ note: null, member_name: null }).where("member_id", "=", accountId).execute();
  await log.set({ note: null }).where("actor_id", "=", accountId)
    .where("event", "=", "feed_made").execute();
  await log.set({ actor_name: null }).where("actor_id", "=", accountId).execute();
}

async function getName(db: Db, accountId: string): Promise<string> {
  const { name } = await db.selectFrom("accounts").select("name").where("id", "=", accountId)
    .executeTakeFirstOrThrow();
  return name;
}

/** A family's log, newest first, a page at a time. */
export async function listLogOf(
  db: Db,
  familyId: string,
  page: PageQuery,
): Promise<Page<LogEntry>> {
  const before = readCursor(page, 1);
  let query = db.selectFrom("family_log").leftJoin("people", "people.id", "family_log.person_id")
    .selectAll("family_log").select("people.name as person_name")
    .where("family_log.family_id", "=", familyId);
  if (before) query = query.where("family_log.id", "<", before[0]!);
  const rows = await query.orderBy("family_log.id", "desc").limit(rowsToFetch(page)).execute();
  const { items, next } = cutPage(rows, page, ({ id }) => [id]);
  const entries = items.map(({ id, at, event, role, note, ...names }) => ({
    id,
    at,
    event,
    by: toRef(names.actor_id, names.actor_name),
    member: toRef(names.member_id, names.member_name),
    person: toRef(names.person_id, names.person_name),
    role,
    note,
  }));
  return { items: entries, next };
}
