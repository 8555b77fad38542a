import type { Role } from "../../shared/contract/fields.ts";

/**
 * The tables, in the subset that every dialect has: ids are UUIDv7 text made by us, times are
 * ISO-8601 text in UTC, truth is 0 or 1.
 */
export interface Tables {
  readonly accounts: AccountsTable;
  readonly families: FamiliesTable;
  readonly members: MembersTable;
  readonly sessions: SessionsTable;
  readonly refresh_tokens: RefreshTokensTable;
}

/** One person's login. */
export interface AccountsTable {
  id: string;
  /** As the person wrote it. */
  email: string;
  /** As it is compared: case-folded, NFC. Unique. */
  email_key: string;
  name: string;
  /** PHC string of an Argon2id hash (RFC 9106). */
  password_hash: string;
  created_at: string;
}

/** A closed group of accounts. */
export interface FamiliesTable {
  id: string;
  name: string;
  created_at: string;
}

/** An account in a family. */
export interface MembersTable {
  family_id: string;
  account_id: string;
  role: Role;
  joined_at: string;
}

/** One login on one device. */
export interface SessionsTable {
  id: string;
  account_id: string;
  /** What the client calls itself: its user agent. */
  device: string;
  /** The address it came from last. */
  address: string;
  created_at: string;
  last_used_at: string;
}

/** A refresh token of a session, current or replaced. */
export interface RefreshTokensTable {
  /** SHA-256 of the token, hexadecimal. */
  hash: string;
  session_id: string;
  created_at: string;
  /** When its successor was made; null for the one that is current. */
  replaced_at: string | null;
  /** With the token itself, makes its successor; null for the one that is current. */
  successor_salt: string | null;
}
