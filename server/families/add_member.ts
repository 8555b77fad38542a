import type { Transaction } from "kysely";
import type { Role } from "../../shared/contract/fields.ts";
import { getAccount } from "../auth/accounts.ts";
import type { Tables } from "../database/tables.ts";
import { nameKey } from "./members.ts";

/** Someone who comes into a family. */
export interface NewMember {
  readonly familyId: string;
  readonly accountId: string;
  readonly role: Role;
  /** ISO-8601, UTC. */
  readonly joinedAt: string;
}

/** Puts an account into a family. */
export async function addMember(
  tx: Transaction<Tables>,
  { familyId, accountId, role, joinedAt }: NewMember,
): Promise<void> {
  const { name } = await getAccount(tx, accountId);
  await tx.insertInto("members").values({
    family_id: familyId,
    account_id: accountId,
    name_key: nameKey(name),
    role,
    joined_at: joinedAt,
  }).execute();
}
