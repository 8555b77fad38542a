import type { Transaction } from "kysely";
import { FamilyName, type Role } from "../../shared/contract/fields.ts";
import type { Account } from "../auth/accounts.ts";
import { ADMIN_PROGRAM } from "../config/program_names.ts";
import { StartError } from "../config/start_error.ts";
import type { Tables } from "../database/tables.ts";
import { addToLog } from "../families/family_log.ts";
import { addFamily, addMemberByHost } from "../families/join_family.ts";
import { findRole, updateRole } from "../families/members.ts";
import { stampPeople } from "../families/people_stamp.ts";
import { createFieldCheck } from "../http/check_fields.ts";
import { Problem } from "../http/problem.ts";
import { addToAudit } from "./audit.ts";
import { getNamedAccount } from "./find_account.ts";
import { getNamedFamily } from "./find_family.ts";
import { getHostedFamily, type HostedFamily } from "./list_families.ts";
import type { HostDeps } from "./open_circle.ts";

/** A family, by its id or name, and the account that becomes an owner of it. */
interface NewOwner {
  readonly family: string;
  readonly account: string;
  /** Whether it joins, if it is no member. */
  readonly joins?: boolean;
}

/** A family that has another owner. */
export interface OwnedFamily {
  readonly family: HostedFamily;
  readonly owner: { readonly id: string; readonly email: string; readonly name: string };
  /** The role it had; null for one that was no member. */
  readonly earlier_role: Role | null;
}

/** Makes an account an owner of a family, which reads of it in its log. The other owners stay. */
export async function setOwner(deps: HostDeps, named: NewOwner): Promise<OwnedFamily> {
  return await deps.transaction(async (tx) => {
    const { id: familyId, name: familyName } = await getNamedFamily(tx, named.family);
    const account = await getNamedAccount(tx, named.account);
    const { id, email, name, disabled_at } = account;
    if (disabled_at !== null) {
      throw new StartError(
        `${name} is disabled. First run ${ADMIN_PROGRAM} accounts enable ${email}.`,
      );
    }
    const earlier_role = await findRole(tx, familyId, id) ?? null;
    if (earlier_role === null && !named.joins) {
      throw new StartError(
        `${name} is not in ${familyName}. To let them join as an owner, add --join.`,
      );
    }
    if (earlier_role !== "owner") await promote(deps, tx, { familyId, account, earlier_role });
    return {
      family: await getHostedFamily(tx, familyId),
      owner: { id, email, name },
      earlier_role,
    };
  });
}

/** Makes a family with an account as its owner, whatever the setting says. */
export async function createHostedFamily(
  deps: HostDeps,
  { name, owner }: { readonly name: string; readonly owner: string },
): Promise<HostedFamily> {
  const [fault] = await createFieldCheck(FIELDS)({ name });
  if (fault) throw new StartError(`${fault.message} Nothing was made.`);
  return await deps.transaction(async (tx) => {
    const { id: ownerId } = await getNamedAccount(tx, owner);
    const { id } = await refuseTooMany(() => addFamily(deps, tx, { ownerId, name }));
    await addToAudit(deps, tx, { command: "families create", targetId: id, ownerId });
    return await getHostedFamily(tx, id);
  });
}

const FIELDS = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: { name: FamilyName },
} as const;

async function promote(
  deps: HostDeps,
  tx: Transaction<Tables>,
  { familyId, account: { id: accountId }, earlier_role }: {
    readonly familyId: string;
    readonly account: Account;
    readonly earlier_role: Role | null;
  },
): Promise<void> {
  if (earlier_role === null) {
    await refuseTooMany(() => addMemberByHost(deps, tx, { familyId, accountId, role: "member" }));
  }
  await stampPeople(deps, tx, familyId);
  await updateRole(tx, { familyId, memberId: accountId, role: "owner" });
  const owner = { memberId: accountId, role: "owner" } as const;
  await addToLog(deps, tx, { familyId, event: "owner_set", actorId: null, ...owner });
  await addToAudit(deps, tx, {
    command: "families set-owner",
    targetId: familyId,
    ownerId: accountId,
  });
}

/** Adds a membership, of which an account may have only so many. */
async function refuseTooMany<T>(add: () => Promise<T>): Promise<T> {
  try {
    return await add();
  } catch (error) {
    if (error instanceof Problem) throw new StartError("They are in too many families already.");
    throw error;
  }
}
