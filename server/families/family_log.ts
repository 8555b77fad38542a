import type { Transaction } from "kysely";
import type { FamilyEvent, LogEntry } from "../../shared/contract/families.ts";
import type { Role } from "../../shared/contract/fields.ts";
import type { Db } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import { newId } from "../database/ids.ts";
import { cutPage, type Page, type PageQuery, readCursor, rowsToFetch } from "../http/paging.ts";
import type { Deps } from "../http/deps.ts";

/** Something that happened in a family. */
export interface Happening {
  readonly familyId: string;
  readonly event: FamilyEvent;
  /** Who did it. */
  readonly actorId: string;
  /** Whom it was done to. */
  readonly memberId?: string;
  readonly role?: Role;
  readonly note?: string | null;
}

/** Adds a line to a family's log, with the names that people have now. */
export async function addToLog(
  deps: Deps,
  tx: Transaction<Tables>,
  { familyId, event, actorId, memberId, role, note }: Happening,
): Promise<void> {
  await tx.insertInto("family_log").values({
    id: newId(deps),
    family_id: familyId,
    at: deps.now().toISOString(),
    event,
    actor_id: actorId,
    actor_name: await getName(tx, actorId),
    member_id: memberId ?? null,
    member_name: memberId === undefined ? null : await getName(tx, memberId),
    role: role ?? null,
    note: note ?? null,
  }).execute();
}

async function getName(db: Db, accountId: string): Promise<string> {
  const { name } = await db.selectFrom("accounts").select("name").where("id", "=", accountId)
    .executeTakeFirstOrThrow();
  return name;
}

/** A family's log, the newest first, a page at a time. */
export async function listLogOf(
  db: Db,
  familyId: string,
  wish: PageQuery,
): Promise<Page<LogEntry>> {
  const before = readCursor(wish, 1);
  let query = db.selectFrom("family_log").selectAll().where("family_id", "=", familyId);
  if (before) query = query.where("id", "<", before[0]!);
  const rows = await query.orderBy("id", "desc").limit(rowsToFetch(wish)).execute();
  const { items, next } = cutPage(rows, wish, ({ id }) => [id]);
  const entries = items.map(({ id, at, event, role, note, ...names }) => ({
    id,
    at,
    event,
    by: toPerson(names.actor_id, names.actor_name),
    member: toPerson(names.member_id, names.member_name),
    role,
    note,
  }));
  return { items: entries, next };
}

function toPerson(id: string | null, name: string | null): LogEntry["by"] {
  return id === null || name === null ? null : { id, name };
}
