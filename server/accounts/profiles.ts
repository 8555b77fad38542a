import type { ExpressionBuilder, Transaction } from "kysely";
import type { Profile } from "../../shared/contract/accounts.ts";
import { PAGE_ENTRIES } from "../../shared/contract/fields.ts";
import type { Db } from "../database/database.ts";
import { preparedQuery } from "../database/prepared_query.ts";
import type { Tables } from "../database/tables.ts";
import { findPendingReset } from "../auth/password_resets.ts";
import { isUnkept, listNewPasskeys } from "../auth/new_passkeys.ts";
import { isNewDevice, listNewDevices } from "../auth/new_devices.ts";
import { nameKey } from "../families/name_key.ts";
import { Problem } from "../http/problem.ts";

/** Who looks at an account: a session of it, or a script. */
interface Viewer {
  readonly accountId: string;
  readonly sessionId?: string;
}

/** An account as shown to itself; throws `invalid_token` if it has been deleted. */
export async function getProfileOf(
  db: Db,
  { accountId, sessionId }: Viewer,
  now: Date,
): Promise<Profile> {
  const rows = await listProfileRows(db, accountId);
  const [account] = rows;
  if (!account) throw new Problem("invalid_token");
  const { id, email, name, created_at } = account;
  const families = rows.flatMap(({ family_id, family_name, role }) =>
    family_id === null || family_name === null || role === null
      ? []
      : { id: family_id, name: family_name, role }
  ).toSorted(compareNames);
  const pending_reset = account.reset_id === null
    ? undefined // as nearly always
    : await findPendingReset(db, accountId, now);
  const new_devices = account.new_session_id === null || sessionId === undefined
    ? [] // as nearly always
    : await listNewDevices(db, { accountId, sessionId, now });
  const new_passkeys = account.new_passkey_id === null || sessionId === undefined
    ? [] // as nearly always
    : await listNewPasskeys(db, { accountId, sessionId });
  return {
    id,
    email,
    name,
    created_at,
    families,
    ...pending_reset && { pending_reset },
    ...new_devices.length > 0 && { new_devices },
    ...new_passkeys.length > 0 && { new_passkeys },
  };
}

function compareNames(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/**
 * An account once for each of its families, or once without one; it has one unused code at most.
 * By id, as the index has them: a limit on rows that SQLite has to sort takes twice as long.
 */
const listProfileRows = preparedQuery((db, accountId: string) =>
  db.selectFrom("accounts")
    .leftJoin("members", "members.account_id", "accounts.id")
    .leftJoin("families", "families.id", "members.family_id")
    .leftJoin(
      "password_resets as reset",
      (join) => join.onRef("reset.account_id", "=", "accounts.id").on("reset.used_at", "is", null),
    )
    .select([
      "accounts.id",
      "accounts.email",
      "accounts.name",
      "accounts.created_at",
      "members.role",
      "families.id as family_id",
      "families.name as family_name",
      "reset.id as reset_id",
    ])
    .select((eb) =>
      eb.selectFrom("sessions").select("sessions.id")
        .whereRef("sessions.account_id", "=", "accounts.id").where(isNewDevice).limit(1)
        .as("new_session_id")
    )
    .select((eb) =>
      eb.selectFrom("passkeys").select("passkeys.id")
        .whereRef("passkeys.account_id", "=", "accounts.id").where(isUnkept).limit(1)
        .as("new_passkey_id")
    )
    .where("accounts.id", "=", accountId)
    .orderBy("members.family_id")
    .limit(PAGE_ENTRIES.most) // accounts from before there was a limit may be in more families
);

/**
 * A family, and its other members. It is without an owner if the account owns it, and no other owner
 * can sign in: the host may have disabled the others.
 */
export interface SharedFamily {
  readonly id: string;
  readonly name: string;
  readonly others: "with owner" | "without owner" | "none";
}

/** Families of an account by id, after a given one, with the kind of their other members. */
export async function listSharedFamilies(
  db: Db,
  accountId: string,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<SharedFamily[]> {
  const others = (eb: ExpressionBuilder<Tables, "families">) =>
    eb.selectFrom("members as other").select("other.role")
      .whereRef("other.family_id", "=", "families.id")
      .where("other.account_id", "!=", accountId);
  let families = db.selectFrom("members")
    .innerJoin("families", "families.id", "members.family_id")
    .select(["families.id", "families.name", "members.role"])
    .select((eb) => [
      others(eb).limit(1).as("any_role"),
      others(eb).innerJoin("accounts", "accounts.id", "other.account_id")
        .where("other.role", "=", "owner").where("accounts.disabled_at", "is", null)
        .limit(1).as("owner_role"),
    ])
    .where("members.account_id", "=", accountId);
  if (after !== undefined) families = families.where("members.family_id", ">", after);
  const rows = await families.orderBy("members.family_id").limit(limit).execute();
  return rows.map(({ id, name, role, any_role, owner_role }) => {
    const isLastOwner = role === "owner" && owner_role === null;
    return {
      id,
      name,
      others: any_role === null ? "none" : isLastOwner ? "without owner" : "with owner",
    };
  });
}

/** Changes the name of an account, also in the sort keys of members. */
export async function renameAccount(
  tx: Transaction<Tables>,
  accountId: string,
  name: string,
): Promise<void> {
  await tx.updateTable("accounts").set({ name }).where("id", "=", accountId).execute();
  await tx.updateTable("members").set({ name_key: nameKey(name) })
    .where("account_id", "=", accountId).execute();
}

/**
 * Locks the row of an account, so that concurrent deletions wait for each other. On PostgreSQL they
 * would otherwise deadlock, which takes a second each time.
 */
export async function lockAccount(tx: Transaction<Tables>, accountId: string): Promise<void> {
  await tx.updateTable("accounts").set(({ ref }) => ({ name: ref("name") }))
    .where("id", "=", accountId).execute();
}

/** Deletes an account with its sessions and tokens. */
export async function deleteAccount(tx: Transaction<Tables>, accountId: string): Promise<void> {
  await tx.deleteFrom("accounts").where("id", "=", accountId).execute();
}
