import { FamilyName, NewEmail, PersonName, Role } from "../../shared/contract/fields.ts";
import { MAX_MEMBERS } from "../../shared/contract/members.ts";
import { emailKey, findAccountByEmail } from "../auth/accounts.ts";
import { listEmailErrors } from "../auth/email_rules.ts";
import { findHashFault, NO_PASSWORD, readStoredHash } from "../auth/stored_hash.ts";
import type { Config } from "../config/config.ts";
import type { Db } from "../database/database.ts";
import { listFamiliesNamed } from "../families/families.ts";
import { hasMembers } from "../families/members.ts";
import { createFieldCheck } from "../http/check_fields.ts";
import { openCostRoom, type TakeCost } from "./cost_room.ts";
import type { AccountRow } from "./read_account_file.ts";

/** An account that can be added. */
export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly family: string;
  readonly role: Role;
}

/** What becomes of a line: `account` is there if it is to be added. */
export interface PlannedLine {
  readonly line: number;
  /** Left out where it is not one. */
  readonly email?: string;
  readonly exists: boolean;
  readonly account?: NewAccount;
  /** Why the line is refused. */
  readonly faults: readonly string[];
}

/** What an import is to do. */
export interface ImportPlan {
  readonly lines: readonly PlannedLine[];
  /** The families of the accounts to add: the id of one that is joined, none for a new one. */
  readonly families: ReadonlyMap<string, string | undefined>;
}

const ROW = {
  type: "object",
  additionalProperties: false,
  required: ["email", "name", "family"],
  properties: {
    email: NewEmail,
    name: PersonName,
    family: FamilyName,
    role: Role,
    password_hash: { type: "string", maxLength: 1024 },
  },
} as const;

/** Decides what becomes of each line, by the rules of registering and what there is already. */
export async function planImport(
  db: Db,
  { rows, config }: {
    readonly rows: readonly AccountRow[];
    readonly config: Pick<Config, "passwordCost">;
  },
): Promise<ImportPlan> {
  const checkFields = createFieldCheck(ROW);
  const takeCost = await openCostRoom(db, config);
  const seen = new Map<string, number>();
  const lines: PlannedLine[] = [];
  for (const { line, fields: given } of rows) {
    const fields = omitEmpty(given);
    const errors = [...await checkFields(fields), ...listEmailErrors(ROW, fields)];
    const faults = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))];
    const email = errors.some(({ field }) => field === "email") ? undefined : String(fields.email);
    const first = email === undefined ? undefined : seen.get(emailKey(email));
    if (email !== undefined) seen.set(emailKey(email), first ?? line);
    if (first !== undefined) faults.push(`email: Line ${first} has the same one.`);
    const exists = email !== undefined && first === undefined &&
      await findAccountByEmail(db, email) !== undefined;
    const passwordHash = String(fields.password_hash ?? NO_PASSWORD);
    const fault = exists ? undefined : findFault(passwordHash, takeCost);
    if (fault !== undefined) faults.push(`password_hash: ${fault}`);
    if (exists) lines.push({ line, email, exists, faults: [] });
    else if (email === undefined || faults.length > 0) lines.push({ line, email, exists, faults });
    else {
      const { name, family, role = "member" } = fields as unknown as NewAccount; // as checked
      lines.push({
        line,
        email,
        exists,
        faults,
        account: { email, name, passwordHash, family, role },
      });
    }
  }
  return await checkFamilies(db, lines, rows);
}

/** Without cells that are empty; a hash that Django calls unusable is none. */
function omitEmpty(fields: AccountRow["fields"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) =>
      value !== "" && value !== null && value !== undefined &&
      !(name === "password_hash" && String(value).startsWith("!"))
    ),
  );
}

/** Why a hash is refused; takes its cost in otherwise. */
function findFault(passwordHash: string, takeCost: TakeCost): string | undefined {
  if (passwordHash === NO_PASSWORD) return undefined;
  const fault = findHashFault(passwordHash);
  return fault ?? takeCost(readStoredHash(passwordHash)!.cost); // a hash without a fault
}

/** Finds the families, and refuses lines whose family cannot be created or joined. */
async function checkFamilies(
  db: Db,
  lines: readonly PlannedLine[],
  rows: readonly AccountRow[],
): Promise<ImportPlan> {
  const families = new Map<string, string | undefined>();
  const faults = new Map<string, string>();
  const names = new Set(lines.flatMap(({ account }) => account?.family ?? []));
  for (const name of names) {
    const wanted = rows.filter(({ fields }, at) => !lines[at]!.exists && fields.family === name);
    const hasOwner = wanted.some(({ fields }) => fields.role === "owner");
    const found = await listFamiliesNamed(db, name);
    families.set(name, found[0]?.id);
    const fault = await findFamilyFault(db, found, { hasOwner, count: wanted.length });
    if (fault !== undefined) faults.set(name, fault);
  }
  return {
    families,
    lines: lines.map((planned) => {
      const fault = planned.account && faults.get(planned.account.family);
      if (fault === undefined) return planned;
      const { account: _, ...rest } = planned;
      return { ...rest, faults: [`family: ${fault}`] };
    }),
  };
}

async function findFamilyFault(
  db: Db,
  [found, another]: readonly { readonly id: string }[],
  { hasOwner, count }: { readonly hasOwner: boolean; readonly count: number },
): Promise<string | undefined> {
  if (another) return "There are several families of this name. Rename all but one for the import.";
  if (!found && !hasOwner) {
    return "There is no family of this name yet, and none of its new accounts is an owner. " +
      "Give one the role owner.";
  }
  const isFull = count > MAX_MEMBERS ||
    found && await hasMembers(db, found.id, MAX_MEMBERS - count + 1);
  return isFull ? `A family has at most ${MAX_MEMBERS} members.` : undefined;
}
