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
  | "import-accounts"
  | "rotate-keys"
  | "rotate-keys --drop-old"
  | "copy-to"
  | "end-access"
  | "restore";

/** What the host has changed by `deno task admin`. */
interface AuditEntry {
  readonly id: string;
  readonly at: string;
  /** The account of the operating system; null where it is unknown. */
  readonly operator: string | null;
  readonly command: string;
  /**
   * Id of the account or family that was changed, which may be gone by now, or of a signing key; the
   * name of a file, folder or backup, without where it is; or `everyone`.
   */
  readonly target_id: string;
  /** The account that became an owner of the family. */
  readonly owner_id: string | null;
}

/** Notes a change, in its transaction. */
export async function addToAudit(
  deps: System & { readonly operator: string | null },
  tx: Transaction<Tables>,
  { command, targetId, ownerId = null }: {
    readonly command: AuditedCommand;
    readonly targetId: string;
    readonly ownerId?: string | null;
  },
): Promise<void> {
  await tx.insertInto("admin_audit").values({
    id: newId(deps),
    at: deps.now().toISOString(),
    operator: deps.operator,
    command,
    target_id: targetId,
    owner_id: ownerId,
  }).execute();
}

/** An entry with the names that its target and the owner have now. */
export interface ListedAuditEntry extends AuditEntry {
  /** Null for a target that is gone. */
  readonly target_name: string | null;
  /** What a deleted account was called, if the log of a family still says it. */
  readonly former_name: string | null;
  /** The owner's email; null for an account that is gone. */
  readonly owner_name: string | null;
}

/** What the host has changed, newest first. */
export async function listAudit(db: Db, limit: number): Promise<ListedAuditEntry[]> {
  const rows = await db.selectFrom("admin_audit")
    .leftJoin("accounts", "accounts.id", "admin_audit.target_id")
    .leftJoin("families", "families.id", "admin_audit.target_id")
    .leftJoin("accounts as owner", "owner.id", "admin_audit.owner_id")
    .selectAll("admin_audit")
    .select(["accounts.email", "families.name", "owner.email as owner_name"])
    .orderBy("admin_audit.id", "desc").limit(limit).execute();
  const former = await listFormerNames(
    db,
    rows.filter(({ email, name }) => (email ?? name) === null).map(({ target_id }) => target_id),
  );
  return rows.map(({ email, name, ...entry }) => ({
    ...entry,
    target_name: email ?? name,
    former_name: former.get(entry.target_id) ?? null,
  }));
}

/** The last names of accounts in the logs of their families, by their ids. */
async function listFormerNames(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("family_log").select(["member_id", "member_name"])
    .where("member_id", "in", ids).where("member_name", "is not", null).orderBy("id").execute();
  return new Map(rows.map(({ member_id, member_name }) => [member_id!, member_name!]));
}
