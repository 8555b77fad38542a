import type { Insertable } from "kysely";
import { newId } from "../../../server/database/ids.ts";
import { nameKey } from "../../../server/families/name_key.ts";
import { newSecret } from "../../../server/auth/secrets.ts";
import { SYSTEM } from "../../../server/config/system.ts";
import type { Tables } from "../../../server/database/tables.ts";

/** Rows by their table, in an order in which they can be inserted. */
export interface Rows {
  readonly accounts: Insertable<Tables["accounts"]>[];
  readonly families: Insertable<Tables["families"]>[];
  readonly members: Insertable<Tables["members"]>[];
  readonly people: Insertable<Tables["people"]>[];
  readonly sessions: Insertable<Tables["sessions"]>[];
  readonly invites: Tables["invites"][];
  readonly family_log: Tables["family_log"][];
}

/** A family to be made. */
export interface FamilyPlan {
  readonly size: number;
  /** Sessions of each account: the devices that it is logged in on. */
  readonly devices: number;
  readonly joinedAt: Date;
  /** Whether its invites and its log are wanted as well. */
  readonly hasHistory: boolean;
}

/** The password of everyone, and its Argon2id hash at the usual cost. */
export const PASSWORD = "sailing boats in the garden";
const PASSWORD_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$GPOC5SthSOHYOocz45n0Yg$IaKP3hVr2qTAS6mzkfp5GiSKl4ThwV8m7hZJPGhuOLI";

const NAMES = ["Anna", "Ben", "Clara", "David", "Élise", "Farid", "Greta", "Hannah"];
const DEVICE = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** All rows of a family whose first member founds it and invites the others, one by one. */
export function makeFamily({ size, joinedAt, ...life }: FamilyPlan): Rows {
  const id = () => newId({ ...SYSTEM, now: () => joinedAt });
  const at = joinedAt.toISOString();
  const accounts = Array.from({ length: size }, (_, index) => makeAccount(id(), index, at));
  const family = { id: id(), name: `${accounts[0]!.name}'s family`, created_at: at };
  const sessions = accounts.flatMap((account) =>
    Array.from({ length: life.devices }, () => makeSession(id(), account.id, at))
  );
  const guests = accounts.slice(1);
  return {
    accounts,
    families: [family],
    members: accounts.map((account, index) => makeMember(family, account, index)),
    people: accounts.map((account) => makePerson(id(), family, account)),
    sessions,
    invites: life.hasHistory
      ? guests.map((guest) => makeInvite(id(), { family, founder: accounts[0]!.id, guest }))
      : [],
    family_log: life.hasHistory
      ? listHappenings(accounts).map((happening) => makeLogEntry(id(), family, happening))
      : [],
  };
}

type Account = Insertable<Tables["accounts"]>;
type Family = Insertable<Tables["families"]>;

function makeAccount(id: string, index: number, created_at: string): Account {
  const name = `${NAMES[index % NAMES.length]} Bergmann`;
  const email = `${id.slice(-12)}.bergmann@example.org`;
  return { id, email, email_key: email, name, password_hash: PASSWORD_HASH, created_at };
}

function makeMember(
  family: Family,
  { id, name }: Account,
  index: number,
): Insertable<Tables["members"]> {
  return {
    family_id: family.id,
    account_id: id,
    name_key: nameKey(name),
    role: index === 0 ? "owner" : "member",
    joined_at: family.created_at,
  };
}

function makePerson(id: string, family: Family, account: Account): Insertable<Tables["people"]> {
  return {
    id,
    family_id: family.id,
    account_id: account.id,
    name: account.name,
    name_key: nameKey(account.name),
    family_name: "Bergmann",
    birth_year: 1946,
    birth_month: 11,
    birth_day: 30,
    deceased: 0,
    death_year: null,
    death_month: null,
    death_day: null,
    phone: "+49 30 123456",
    email: null,
    address: null,
    note: null,
    created_by: account.id,
    created_at: family.created_at,
    updated_at: family.created_at,
  };
}

function makeSession(
  id: string,
  account_id: string,
  at: string,
): Insertable<Tables["sessions"]> {
  const address = "203.0.113.195";
  const times = { created_at: at, last_used_at: at, authenticated_at: at };
  const salts = { refresh_salt: newSecret(SYSTEM), previous_salt: newSecret(SYSTEM) };
  return {
    id,
    account_id,
    device: DEVICE,
    address,
    ...times,
    refresh_hash: randomHash(),
    ...salts,
  };
}

interface Invitation {
  readonly family: Family;
  readonly founder: string;
  readonly guest: Account;
}

function makeInvite(
  id: string,
  { family: { id: family_id, created_at }, founder, guest }: Invitation,
): Tables["invites"] {
  return {
    id,
    family_id,
    code_hash: randomHash(),
    role: "member",
    note: `for ${guest.name}`,
    max_uses: 1,
    used: 1,
    created_by: founder,
    created_at,
    expires_at: created_at,
    revoked_at: null,
    person_id: null,
  };
}

interface Happening {
  readonly event: "created" | "invited" | "joined";
  readonly by: Account;
  readonly note: string;
}

function listHappenings([owner, ...guests]: readonly Account[]): Happening[] {
  const founded: Happening = { event: "created", by: owner!, note: `${owner!.name}'s family` };
  const came = guests.flatMap((guest): Happening[] => [
    { event: "invited", by: owner!, note: `for ${guest.name}` },
    { event: "joined", by: guest, note: `for ${guest.name}` },
  ]);
  return [founded, ...came];
}

function makeLogEntry(
  id: string,
  family: Family,
  { event, by, note }: Happening,
): Tables["family_log"] {
  return {
    id,
    family_id: family.id,
    at: family.created_at,
    event,
    actor_id: by.id,
    actor_name: by.name,
    member_id: event === "joined" ? by.id : null,
    member_name: event === "joined" ? by.name : null,
    role: event === "created" ? null : "member",
    note,
    person_id: null,
  };
}

/** As good as the hash of a secret that nobody knows, and made faster. */
function randomHash(): string {
  return SYSTEM.randomBytes(32).toHex();
}
