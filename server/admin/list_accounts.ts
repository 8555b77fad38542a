import type { Role } from "../../shared/contract/fields.ts";
import type { Db } from "../database/database.ts";

/** An account as the host sees it: no family's content, and no secret. */
export interface HostedAccount {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly created_at: string;
  /** Null while people can log in to it. */
  readonly disabled_at: string | null;
  /** When one of its sessions was last used; null without any. */
  readonly last_used_at: string | null;
  readonly sessions: number;
  readonly script_tokens: number;
  readonly feeds: number;
  readonly passkeys: number;
  readonly families: readonly { readonly id: string; readonly name: string; readonly role: Role }[];
}

/** All accounts by email, or one of them by its id. */
export async function listHostedAccounts(db: Db, only?: string): Promise<HostedAccount[]> {
  let accounts = db.selectFrom("accounts")
    .select(["id", "email", "name", "created_at", "disabled_at"]).orderBy("email_key");
  if (only !== undefined) accounts = accounts.where("id", "=", only);
  const families = await listFamiliesByAccount(db, only);
  const sessions = await countByAccount(db, "sessions", only);
  const lastUses = await listLastUses(db, only);
  const tokens = await countByAccount(db, "script_tokens", only);
  const feeds = await countByAccount(db, "feeds", only);
  const passkeys = await countByAccount(db, "passkeys", only);
  return (await accounts.execute()).map((account) => ({
    ...account,
    last_used_at: lastUses.get(account.id) ?? null,
    sessions: sessions.get(account.id) ?? 0,
    script_tokens: tokens.get(account.id) ?? 0,
    feeds: feeds.get(account.id) ?? 0,
    passkeys: passkeys.get(account.id) ?? 0,
    families: families.get(account.id) ?? [],
  }));
}

/** An account that exists. */
export async function getHostedAccount(db: Db, id: string): Promise<HostedAccount> {
  const [account] = await listHostedAccounts(db, id);
  return account!;
}

async function countByAccount(
  db: Db,
  table: "sessions" | "script_tokens" | "feeds" | "passkeys",
  only: string | undefined,
): Promise<ReadonlyMap<string, number>> {
  let query = db.selectFrom(table)
    .select(({ fn }) => ["account_id", fn.countAll<number>().as("count")]);
  if (only !== undefined) query = query.where("account_id", "=", only);
  const rows = await query.groupBy("account_id").execute();
  return new Map(rows.map(({ account_id, count }) => [account_id, Number(count)]));
}

async function listLastUses(
  db: Db,
  only: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  let query = db.selectFrom("sessions")
    .select(({ fn }) => ["account_id", fn.max("last_used_at").as("last_used_at")]);
  if (only !== undefined) query = query.where("account_id", "=", only);
  const rows = await query.groupBy("account_id").execute();
  return new Map(rows.map(({ account_id, last_used_at }) => [account_id, last_used_at]));
}

async function listFamiliesByAccount(
  db: Db,
  only: string | undefined,
): Promise<ReadonlyMap<string, HostedAccount["families"]>> {
  let query = db.selectFrom("members").innerJoin("families", "families.id", "members.family_id")
    .select(["members.account_id", "families.id", "families.name", "members.role"])
    .orderBy("families.name").orderBy("families.id");
  if (only !== undefined) query = query.where("members.account_id", "=", only);
  const rows = Map.groupBy(await query.execute(), ({ account_id }) => account_id);
  return new Map(
    [...rows].map(([accountId, families]) => [
      accountId,
      families.map(({ id, name, role }) => ({ id, name, role })),
    ]),
  );
}
