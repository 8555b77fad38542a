/**
 * What a script token can be limited to. `members:read` lists families and members without their
 * email addresses, `contacts:read` with them, and the people with their birthdays; `journal:read`
 * reads posts and comments.
 */
export const SCOPES = ["members:read", "contacts:read", "journal:read"] as const;
/** One of the scopes. */
export type Scope = (typeof SCOPES)[number];
