import { sql } from "kysely";
import { createPasswordHasher } from "../../server/auth/password_hasher.ts";
import { hashSecret } from "../../server/auth/secrets.ts";
import type { Db } from "../../server/database/database.ts";
import { CHEAP_HASH } from "./cheap_hash.ts";
import { GOOD_PASSWORD } from "./circle.ts";

/** A row of a table, with the columns that the program of its time gave it. */
export interface OldRow {
  readonly table: string;
  /** The number of the first migration whose program wrote it so. */
  readonly since: number;
  /** The number of the migration from which on it is written otherwise. */
  readonly until?: number;
  readonly row: Readonly<Record<string, string | number | null>>;
}

const NOW = new Date().toISOString();
const LATER = new Date(Date.now() + 86_400_000).toISOString();
const newId = () => crypto.randomUUID();

/** What the rows are about. */
export const OLD = {
  anna: newId(),
  ben: newId(),
  family: newId(),
  erased: newId(),
  session: newId(),
  invite: newId(),
  oma: newId(),
  post: newId(),
  comment: newId(),
  photo: newId(),
  refreshToken: "refresh token of an old session",
  scriptToken: `circle_${hashSecret("script").slice(0, 43)}`,
} as const;

const byAnna = { author_id: OLD.anna, author_name: "Anna Berg" };

/** Some rows of every table that any version had. */
export async function listOldRows(): Promise<OldRow[]> {
  const { hash } = createPasswordHasher({
    cost: CHEAP_HASH,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  });
  const account = (id: string, email: string, name: string, password_hash: string) => ({
    ...{ id, email, email_key: email, name, password_hash, created_at: NOW },
  });
  const family = { id: OLD.family, name: "The Bergs", created_at: NOW };
  const member = { family_id: OLD.family, joined_at: NOW };
  const person = { family_id: OLD.family, deceased: 0, created_at: NOW, updated_at: NOW };
  const session = {
    ...{ id: OLD.session, account_id: OLD.anna, device: "Firefox", address: "192.0.2.7" },
    ...{ created_at: NOW, last_used_at: NOW },
  };
  const invite = {
    ...{ id: OLD.invite, family_id: OLD.family, code_hash: hashSecret("invite"), role: "member" },
    ...{ max_uses: 1, used: 0, created_by: OLD.anna, created_at: NOW, expires_at: LATER },
  };
  const log = { id: newId(), family_id: OLD.family, at: NOW, event: "renamed" };
  const token = {
    ...{ id: newId(), account_id: OLD.anna, hash: hashSecret(OLD.scriptToken), name: "wall" },
    ...{ read_only: 1, created_at: NOW, expires_at: LATER },
  };
  const reset = {
    ...{ id: newId(), account_id: OLD.ben, family_id: OLD.family, maker_name: "Anna Berg" },
    ...{ code_hash: hashSecret("reset"), created_at: NOW, expires_at: LATER },
  };
  const refresh_hash = hashSecret(OLD.refreshToken);
  return [
    {
      table: "accounts",
      since: 1,
      row: account(OLD.anna, "anna@example.org", "Anna Berg", await hash(GOOD_PASSWORD)),
    },
    { table: "accounts", since: 1, row: account(OLD.ben, "ben@example.org", "Ben Berg", "!") },
    { table: "families", since: 1, until: 11, row: family },
    { table: "families", since: 11, row: { ...family, people_stamp: newId() } },
    {
      table: "members",
      since: 1,
      row: { ...member, account_id: OLD.anna, name_key: "anna berg", role: "owner" },
    },
    {
      table: "members",
      since: 1,
      row: { ...member, account_id: OLD.ben, name_key: "ben berg", role: "member" },
    },
    { table: "sessions", since: 1, until: 6, row: session },
    {
      table: "refresh_tokens",
      since: 1,
      until: 6,
      row: { hash: refresh_hash, session_id: OLD.session, created_at: NOW },
    },
    { table: "sessions", since: 6, row: { ...session, refresh_hash, authenticated_at: NOW } },
    { table: "family_log", since: 2, row: log },
    { table: "wrong_guesses", since: 3, row: { id: newId(), subject: "login ben", at: NOW } },
    { table: "script_tokens", since: 3, row: token },
    { table: "password_resets", since: 3, until: 6, row: reset },
    { table: "password_resets", since: 6, row: { ...reset, works_from: NOW } },
    {
      table: "people",
      since: 5,
      row: {
        ...person,
        id: newId(),
        account_id: OLD.anna,
        name: "Anna Berg",
        name_key: "anna berg",
      },
    },
    {
      table: "people",
      since: 5,
      row: { ...person, id: newId(), account_id: OLD.ben, name: "Ben Berg", name_key: "ben berg" },
    },
    {
      table: "people",
      since: 5,
      row: {
        ...{ ...person, id: OLD.oma, name: "Oma Zoë", name_key: "oma zoe", birth_month: 2 },
        ...{ birth_day: 29, phone: "+49 30 123456", note: "likes tulips", created_by: OLD.anna },
      },
    },
    { table: "invites", since: 2, until: 5, row: invite },
    { table: "invites", since: 5, row: { ...invite, person_id: OLD.oma } },
    {
      table: "feeds",
      since: 5,
      row: {
        ...{ id: newId(), family_id: OLD.family, account_id: OLD.anna, name: "phone" },
        ...{ hash: hashSecret("feed"), created_at: NOW },
      },
    },
    { table: "password_costs", since: 7, row: { cost: "m=8,t=1,p=1" } },
    {
      table: "families",
      since: 8,
      row: { id: OLD.erased, name: "The Gone", created_at: NOW },
    },
    { table: "erased_families", since: 8, row: { family_id: OLD.erased } },
    { table: "milestones", since: 9, row: { name: "first_registration", at: NOW } },
    {
      table: "web_sessions",
      since: 10,
      row: { hash: hashSecret("cookie"), session_id: OLD.session },
    },
    { table: "form_submissions", since: 10, row: { id: newId(), at: NOW } },
    {
      table: "posts",
      since: 12,
      row: {
        ...{ id: OLD.post, family_id: OLD.family, ...byAnna, text: "Erster Schultag 🎒" },
        ...{ happened_on: "2024-07", happened_key: "2024-07", created_at: NOW },
      },
    },
    {
      table: "comments",
      since: 12,
      row: { id: OLD.comment, post_id: OLD.post, ...byAnna, text: "Bravo, Zoë!", created_at: NOW },
    },
    {
      table: "reactions",
      since: 12,
      row: { post_id: OLD.post, account_id: OLD.ben, kind: "heart", at: NOW },
    },
    {
      table: "sign_in_requests",
      since: 14,
      row: {
        ...{ id: newId(), code_hash: hashSecret("code"), secret_hash: hashSecret("secret") },
        ...{ device: "Safari", address: "192.0.2.7", network: "192.0.2.7" },
        ...{ created_at: NOW, expires_at: LATER },
      },
    },
    {
      table: "journal_words",
      since: 15,
      row: {
        ...{ id: OLD.post, family_id: OLD.family, post_id: OLD.post },
        words: "erster schultag",
      },
    },
    {
      table: "journal_words",
      since: 15,
      row: {
        ...{ id: OLD.comment, family_id: OLD.family, post_id: OLD.post, comment_id: OLD.comment },
        words: "bravo zoe",
      },
    },
    {
      table: "photos",
      since: 16,
      row: {
        ...{ id: OLD.photo, family_id: OLD.family, post_id: OLD.post, uploader_id: OLD.anna },
        ...{ position: 0, caption: "Lea", width: 4, height: 3, sha256: hashSecret("photo") },
        ...{ bytes: 100, created_at: NOW },
      },
    },
    {
      table: "passkeys",
      since: 17,
      row: {
        ...{ id: newId(), account_id: OLD.anna, credential_id: "key", public_key: "AAAA" },
        ...{ counter: 0, transports: "", backed_up: 0, name: "phone", rp_id: "circle.example.org" },
        created_at: NOW,
      },
    },
    {
      table: "challenges",
      since: 17,
      until: 20,
      row: { hash: hashSecret("challenge"), network: "192.0.2.7", expires_at: LATER },
    },
    {
      table: "used_challenges",
      since: 20,
      row: { hash: hashSecret("challenge"), expires_at: LATER },
    },
    {
      table: "admin_audit",
      since: 22,
      row: { id: newId(), at: NOW, operator: "root", command: "restore", target_id: "circle-1" },
    },
    {
      table: "photo_uploads",
      since: 18,
      row: {
        ...{ photo_id: OLD.photo, family_id: OLD.family, uploader_id: OLD.anna },
        created_at: NOW,
      },
    },
  ];
}

/** Inserts the rows that a program of a version has written. */
export async function insertOldRows(
  db: Db,
  version: number,
  rows: readonly OldRow[],
): Promise<void> {
  const written = rows.filter(({ since, until = Infinity }) => since <= version && version < until);
  for (const { table, row } of written) {
    const columns = sql.join(Object.keys(row).map((name) => sql.ref(name)));
    const values = sql.join(Object.values(row).map((value) => sql.val(value)));
    await sql`insert into ${sql.table(table)} (${columns}) values (${values})`.execute(db);
  }
}
