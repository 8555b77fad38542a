import { basename } from "node:path";
import type { Transaction } from "kysely";
import { addAccount, emailKey, setRegistered } from "../auth/accounts.ts";
import { insertPasswordCosts } from "../auth/password_costs.ts";
import { readStoredHash } from "../auth/stored_hash.ts";
import type { Settings } from "../config/config.ts";
import { SYSTEM, type System } from "../config/system.ts";
import { newId } from "../database/ids.ts";
import { openDatabase } from "../database/open.ts";
import { openSource } from "../database/open_source.ts";
import type { Tables } from "../database/tables.ts";
import { addFamily, addMemberByHost } from "../families/join_family.ts";
import { addToAudit } from "./audit.ts";
import { findOperator } from "./find_operator.ts";
import type { HostSettings } from "./open_circle.ts";
import { type ImportPlan, type NewAccount, planImport, type PlannedLine } from "./plan_import.ts";
import { type AccountRow, readAccountFile } from "./read_account_file.ts";

/** What an import has done, or would do. */
export interface AccountImport {
  /** Whether anything was written: never if a line is refused. */
  readonly imported: boolean;
  readonly dry_run: boolean;
  readonly created_families: readonly string[];
  readonly lines: readonly ImportedLine[];
}

/** What has become of a line. */
export interface ImportedLine {
  readonly line: number;
  readonly email: string | null;
  readonly outcome: "added" | "exists" | "refused";
  readonly family: string | null;
  readonly role: string | null;
  /** The kind and cost of its hash; null for an account without a password. */
  readonly password: string | null;
  /** Why it is refused. */
  readonly reasons: readonly string[];
}

/** Adds the accounts of a file in one transaction, or none of them if a line is refused. */
export async function importAccounts(
  { config, secrets, sudoUser }: HostSettings,
  path: string,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<AccountImport> {
  const rows = await readAccountFile(path);
  const planned = await planFirst({ config, secrets }, rows);
  if (isDryRun || isRefused(planned)) return describePlan(planned, { isImported: false, isDryRun });
  const operator = await findOperator(sudoUser);
  const database = await openDatabase(config, secrets);
  try {
    return await database.transaction(async (tx) => {
      const plan = await planImport(tx, { rows, config }); // others may have registered meanwhile
      const isImported = !isRefused(plan);
      if (isImported && await addAccounts(SYSTEM, tx, plan) > 0) {
        await addToAudit({ ...SYSTEM, operator }, tx, {
          command: "import-accounts",
          targetId: basename(path),
        });
      }
      return describePlan(plan, { isImported, isDryRun });
    });
  } finally {
    await database.close();
  }
}

/** Plans an import without writing; throws a `StartError` if there is no circle to import into. */
async function planFirst(
  { config, secrets }: Pick<Settings, "config" | "secrets">,
  rows: readonly AccountRow[],
): Promise<ImportPlan> {
  await using source = await openSource(config, secrets);
  return await source.snapshot((db) => planImport(db, { rows, config }));
}

/** Whether nothing is imported because a line is refused. */
function isRefused({ lines }: ImportPlan): boolean {
  return lines.some(({ faults }) => faults.length > 0);
}

/** Returns how many accounts were added. */
async function addAccounts(
  system: System,
  tx: Transaction<Tables>,
  { lines, families }: ImportPlan,
): Promise<number> {
  const accounts = lines.flatMap(({ account }) => account ?? []);
  if (accounts.length === 0) return 0;
  await setRegistered(tx, system.now());
  const costs = accounts.flatMap(({ passwordHash }) => readStoredHash(passwordHash)?.cost ?? []);
  await insertPasswordCosts(tx, [...new Set(costs)]);
  const ids = new Map(families);
  // Owners go first: the first of a new family creates it.
  const isOwner = ({ role }: NewAccount) => role === "owner";
  for (const account of [...accounts.filter(isOwner), ...accounts.filter((one) => !isOwner(one))]) {
    const accountId = await addOne(system, tx, account);
    const { family: name, role } = account;
    const familyId = ids.get(name);
    if (familyId !== undefined) await addMemberByHost(system, tx, { familyId, accountId, role });
    else ids.set(name, (await addFamily(system, tx, { ownerId: accountId, name })).id);
  }
  return accounts.length;
}

async function addOne(
  system: System,
  tx: Transaction<Tables>,
  { email, name, passwordHash }: NewAccount,
): Promise<string> {
  const id = newId(system);
  const created_at = system.now().toISOString();
  const account = { id, email, email_key: emailKey(email), name, password_hash: passwordHash };
  await addAccount(tx, { ...account, created_at });
  return id;
}

function describePlan(
  plan: ImportPlan,
  { isImported, isDryRun }: { readonly isImported: boolean; readonly isDryRun: boolean },
): AccountImport {
  return {
    imported: isImported,
    dry_run: isDryRun,
    created_families: [...plan.families].filter(([, id]) => id === undefined).map(([name]) => name),
    lines: plan.lines.map(describeLine),
  };
}

function describeLine({ line, email, exists, account, faults }: PlannedLine): ImportedLine {
  const cost = account && readStoredHash(account.passwordHash)?.cost;
  return {
    line,
    email: email ?? null,
    outcome: exists ? "exists" : account ? "added" : "refused",
    family: account?.family ?? null,
    role: account?.role ?? null,
    password: cost === undefined ? null : cost.startsWith("m=") ? `argon2id:${cost}` : cost,
    reasons: faults,
  };
}
