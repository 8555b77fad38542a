import type { Generated } from "kysely";
import type { FamilyEvent } from "../../shared/contract/families.ts";
import type { ReactionKind } from "../../shared/contract/journal.ts";
import type { Role } from "../../shared/contract/fields.ts";
import type { SessionOrigin } from "../../shared/contract/sessions.ts";

/**
 * The tables, in a portable subset: ids are UUIDv7 text made by us, times are ISO-8601 text in UTC,
 * booleans are 0 or 1.
 */
export interface Tables {
  readonly accounts: AccountsTable;
  readonly families: FamiliesTable;
  readonly erased_families: ErasedFamiliesTable;
  readonly members: MembersTable;
  readonly people: PeopleTable;
  readonly sessions: SessionsTable;
  readonly web_sessions: WebSessionsTable;
  readonly sign_in_requests: SignInRequestsTable;
  readonly passkeys: PasskeysTable;
  readonly used_challenges: UsedChallengesTable;
  readonly form_submissions: FormSubmissionsTable;
  readonly invites: InvitesTable;
  readonly feeds: FeedsTable;
  readonly posts: PostsTable;
  readonly photos: PhotosTable;
  readonly photo_uploads: PhotoUploadsTable;
  readonly comments: CommentsTable;
  readonly reactions: ReactionsTable;
  readonly journal_words: JournalWordsTable;
  readonly family_log: FamilyLogTable;
  readonly wrong_guesses: WrongGuessesTable;
  readonly script_tokens: ScriptTokensTable;
  readonly password_resets: PasswordResetsTable;
  readonly password_costs: PasswordCostsTable;
  readonly milestones: MilestonesTable;
  readonly admin_audit: AdminAuditTable;
}

/** The tables with their primary keys, each after those that it refers to. */
export const PRIMARY_KEYS: { readonly [T in keyof Tables]: readonly (keyof Tables[T])[] } = {
  accounts: ["id"],
  families: ["id"],
  erased_families: ["family_id"],
  members: ["family_id", "account_id"],
  people: ["id"],
  sessions: ["id"],
  web_sessions: ["hash"],
  sign_in_requests: ["id"],
  passkeys: ["id"],
  used_challenges: ["hash"],
  form_submissions: ["id"],
  invites: ["id"],
  feeds: ["id"],
  posts: ["id"],
  photos: ["id"],
  photo_uploads: ["photo_id"],
  comments: ["id"],
  reactions: ["post_id", "account_id"],
  journal_words: ["id"],
  family_log: ["id"],
  wrong_guesses: ["id"],
  script_tokens: ["id"],
  password_resets: ["id"],
  password_costs: ["cost"],
  milestones: ["name"],
  admin_audit: ["id"],
};

/** One person's login. */
export interface AccountsTable {
  id: string;
  /** As it was typed. */
  email: string;
  /** Normalized for comparison: case-folded, NFC. Unique. */
  email_key: string;
  name: string;
  /**
   * PHC string of an Argon2id hash (RFC 9106); until the first login after an import the hash of
   * another program, or `!` for none.
   */
  password_hash: string;
  created_at: string;
  /** 1 while the password is one that a reset code has set. */
  password_by_code: Generated<number>;
  /** What its passkeys call it: 32 random bytes, base64url. Null until it makes one. */
  handle: Generated<string | null>;
  /** When the host disabled it; nobody logs in to it then. */
  disabled_at: Generated<string | null>;
}

/** A closed group of accounts. */
export interface FamiliesTable {
  id: string;
  name: string;
  created_at: string;
  /** Replaced whenever a person of the family changes. */
  people_stamp: Generated<string>;
}

/** A deleted family whose log and people are still being deleted. */
interface ErasedFamiliesTable {
  family_id: string;
}

/** An account in a family. */
export interface MembersTable {
  family_id: string;
  account_id: string;
  /** The sort key of the account's name, so that a page reads only its rows. */
  name_key: string;
  role: Role;
  joined_at: string;
  /** Until when they have seen the journal. */
  seen_at: Generated<string>;
}

/** A person of a family, with or without an account. Every member has exactly one entry. */
export interface PeopleTable {
  id: string;
  family_id: string;
  account_id: string | null;
  /** The full name. */
  name: string;
  /** Its sort key. */
  name_key: string;
  family_name: string | null;
  birth_year: number | null;
  /** Null if and only if the day is null. */
  birth_month: number | null;
  birth_day: number | null;
  deceased: number;
  death_year: number | null;
  death_month: number | null;
  death_day: number | null;
  phone: string | null;
  /** For contact; independent of the email of an account. */
  email: string | null;
  address: string | null;
  note: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  /** The account that it was the entry of, until that left; it gets it again when it comes back. */
  former_account_id: Generated<string | null>;
}

/** One login on one device. */
export interface SessionsTable {
  id: string;
  account_id: string;
  /** The user agent of the client. */
  device: string;
  /** The last client address. */
  address: string;
  created_at: string;
  last_used_at: string;
  /** When the password was last entered in it; empty if it never was. */
  authenticated_at: string;
  /** How it came in. */
  via: Generated<SessionOrigin>;
  /** The user agent of the device that approved it. */
  approved_by: string | null;
  /** When its person said that an approved device is their own. */
  kept_at: string | null;
  /** The passkey that began it. */
  passkey_id: string | null;
  /** SHA-256 of the secret that begins its refresh tokens, hexadecimal. Unique. */
  refresh_hash: string;
  /** With the secret, makes the current refresh token; null until the first refresh. */
  refresh_salt: string | null;
  /** With the secret, makes the refresh token before it; null until the second refresh. */
  previous_salt: string | null;
}

/** The cookie of a browser's session, which has no tokens. */
interface WebSessionsTable {
  /** SHA-256 of the cookie's secret, hexadecimal. */
  hash: string;
  session_id: string;
}

/** A device that asks another one to sign it in. */
export interface SignInRequestsTable {
  id: string;
  /** SHA-256 of the code that is typed on the other device, hexadecimal. Unique. */
  code_hash: string;
  /** SHA-256 of the secret that the asking device keeps, hexadecimal. Unique. */
  secret_hash: string;
  /** The user agent of the asking device. */
  device: string;
  address: string;
  /** The network of its address (`networkOf`). */
  network: string;
  created_at: string;
  expires_at: string;
  /** When the asking device last asked what has become of it. */
  polled_at: string | null;
  /** The account and the session that approved it; null before, and if it was refused. */
  account_id: string | null;
  session_id: string | null;
  decided_at: string | null;
  used_at: string | null;
}

/** A passkey of an account. */
export interface PasskeysTable {
  id: string;
  account_id: string;
  /** base64url. Unique. */
  credential_id: string;
  /** COSE, base64url. */
  public_key: string;
  /** How often it was used, as its device says; 0 for one that several devices share. */
  counter: number;
  /** How browsers reach it, separated by spaces. */
  transports: string;
  backed_up: number;
  name: string;
  /** The host name that it works at. */
  rp_id: string;
  created_at: string;
  last_used_at: string | null;
  /** The session that added it; null for one from before that was noted. */
  added_in: string | null;
  /** The user agent of that session. */
  added_by: string | null;
  /** When its person said that it is their own. */
  kept_at: string | null;
}

/** A challenge that a passkey has answered, so that it is answered once. */
interface UsedChallengesTable {
  /** SHA-256 of the challenge, hexadecimal. */
  hash: string;
  expires_at: string;
}

/** A submitted form of a page, so that sending it again does nothing. */
interface FormSubmissionsTable {
  /** Made with the page that showed the form. */
  id: string;
  at: string;
}

/** A code that lets people join a family. */
export interface InvitesTable {
  id: string;
  family_id: string;
  /** SHA-256 of the code, hexadecimal. */
  code_hash: string;
  role: Role;
  note: string | null;
  max_uses: number;
  used: number;
  created_by: string | null;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  /** The person that the joining account becomes. */
  person_id: string | null;
}

/** A secret URL at which a calendar reads the birthdays of a family. */
export interface FeedsTable {
  id: string;
  family_id: string;
  account_id: string;
  /** SHA-256 of the secret, hexadecimal. */
  hash: string;
  name: string;
  created_at: string;
  /** To the day. */
  last_used_at: string | null;
}

/** What someone told the family. */
export interface PostsTable {
  id: string;
  family_id: string;
  /** Null once the author has left the family. */
  author_id: string | null;
  /** The name that the author had last. */
  author_name: string;
  text: string;
  /** `2024-07-14`, `2024-07` or `1962`. */
  happened_on: string | null;
  /** As posts are sorted by when it happened: that, or the day on which it was told. */
  happened_key: string;
  /** With the family, what the client calls the post, so that it is made once. */
  once: string | null;
  created_at: string;
  edited_at: string | null;
}

/** A picture that is, or is to be, in a post. */
export interface PhotosTable {
  id: string;
  family_id: string;
  /** Null until it is posted. */
  post_id: string | null;
  /** Null once who sent it has left the family. */
  uploader_id: string | null;
  /** Its place among the photos of its post, from 0. */
  position: number;
  caption: string | null;
  /** Pixels of the large picture. */
  width: number;
  height: number;
  /** The day that the camera wrote into it. */
  taken_on: string | null;
  /** The hash of the large picture, which names the files. */
  sha256: string;
  /** Size of both files. */
  bytes: number;
  created_at: string;
}

/** A photo that a member has sent within a day, whether or not it is still there. */
export interface PhotoUploadsTable {
  photo_id: string;
  family_id: string;
  uploader_id: string;
  created_at: string;
}

/** What someone said to a post. */
export interface CommentsTable {
  id: string;
  post_id: string;
  author_id: string | null;
  author_name: string;
  text: string;
  created_at: string;
  edited_at: string | null;
}

/** How a member reacted to a post. */
interface ReactionsTable {
  post_id: string;
  account_id: string;
  kind: ReactionKind;
  at: string;
}

/** The words of a post or a comment, by which it is found. */
interface JournalWordsTable {
  /** That of the post or the comment. */
  id: string;
  family_id: string;
  /** The post, or the one that the comment stands under. */
  post_id: string;
  comment_id: string | null;
  /** Each once, in lower case and without accents, separated by spaces. */
  words: string;
}

/** Append-only. Names stay as they were, even after the accounts are deleted. */
interface FamilyLogTable {
  id: string;
  family_id: string;
  at: string;
  event: FamilyEvent;
  actor_id: string | null;
  actor_name: string | null;
  member_id: string | null;
  member_name: string | null;
  role: Role | null;
  note: string | null;
  /** The person that the event is about. An erased person has only an id here. */
  person_id: string | null;
}

/** A failed attempt at a secret. */
interface WrongGuessesTable {
  id: string;
  /** The account, network or site that the attempt counts for; hashed. */
  subject: string;
  at: string;
}

/** A token with which a script acts as an account. */
export interface ScriptTokensTable {
  id: string;
  account_id: string;
  /** The one family that it is bound to, if any. */
  family_id: string | null;
  /** SHA-256 of the token, hexadecimal. */
  hash: string;
  /** The first letters of the token, to recognize a found one; null for tokens of earlier versions. */
  prefix: string | null;
  name: string;
  read_only: number;
  /** Its scopes, separated by spaces; null for a token without scopes. */
  scopes: string | null;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
}

/** A code that sets a new password, once. */
export interface PasswordResetsTable {
  id: string;
  account_id: string;
  /** The family whose owner made the code; null for a code made by the host. */
  family_id: string | null;
  maker_id: string | null;
  maker_name: string | null;
  /** SHA-256 of the code, hexadecimal. */
  code_hash: string;
  created_at: string;
  /** Before this time it is refused, and its account can cancel it. */
  works_from: string;
  expires_at: string;
  used_at: string | null;
}

/** A kind and cost that stored password hashes have. */
interface PasswordCostsTable {
  /** Of Argon2id as in PHC strings: `m=19456,t=2,p=1`. Of other kinds such as `bcrypt:12`. */
  cost: string;
}

/** An event that happens once in a circle, such as the first registration. */
interface MilestonesTable {
  name: string;
  at: string;
}

/** A change that the host has made on the machine itself. Append-only. */
interface AdminAuditTable {
  id: string;
  at: string;
  /** The account of the operating system; null where it is unknown. */
  operator: string | null;
  /** Such as `accounts disable`. */
  command: string;
  /** The account or family, which may be gone; or a name, such as that of a backup. */
  target_id: string;
  /** The account that became an owner of the family. */
  owner_id: string | null;
}
