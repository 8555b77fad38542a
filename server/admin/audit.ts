import type { Transaction } from "kysely";
import type { System } from "../config/system.ts";
import type { Db } from "../database/database.ts";
import { newId } from "../database/ids.ts";
import type { Tables } from "../database/tables.ts";

/** The changes that are noted, by the commands that make them. */
type AuditedCommand =
  | "accounts disable"
  | "accounts enable"
  | "accounts reset-password"
  | "accounts end-sessions"
  | "accounts set-email"
  | "accounts delete"
  | "families set-owner"
  | "families create"
  | "restore";

/** What the host has changed by `deno task admin`. */
interface AuditEntry {
  readonly id: string;
  readonly at: string;
  /** The account of the operating system; null where it is unknown. */
  readonly operator: string | null;
  readonly command: string;
  /** Id of the account or family that was changed, which may be gone by now; a backup's name. */
  readonly target_id: string;
}

/** Notes a change, in its transaction. */
export async function addToAudit(
  deps: System & { readonly operator: string | null },
  tx: Transaction<Tables>,
  { command, targetId }: { readonly command: AuditedCommand; readonly targetId: string },
): Promise<void> {
  await tx.insertInto("admin_audit").values({
    id: newId(deps),
    at: deps.now().toISOString(),
    operator: deps.operator,
    command,
    target_id: targetId,
  }).execute();
}

/** An entry with the name that its target has now. */
export interface ListedAuditEntry extends AuditEntry {
  /** Null for a target that is gone. */
  readonly target_name: string | null;
}

/** What the host has changed, newest first. */
export async function listAudit(db: Db, limit: number): Promise<ListedAuditEntry[]> {
  const rows = await db.selectFrom("admin_audit")
    .leftJoin("accounts", "accounts.id", "admin_audit.target_id")
    .leftJoin("families", "families.id", "admin_audit.target_id")
    .selectAll("admin_audit").select(["accounts.email", "families.name"])
    .orderBy("admin_audit.id", "desc").limit(limit).execute();
  return rows.map(({ email, name, ...entry }) => ({ ...entry, target_name: email ?? name }));
}
