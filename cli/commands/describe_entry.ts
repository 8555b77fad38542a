import type { LogEntry } from "../../shared/contract/families.ts";

/**
 * Describes an entry of a family's log in a sentence, the same as the pages do; an unknown event is
 * shown as it is.
 */
export function describeEntry(entry: LogEntry): string {
  const { event, by, member, person, role, note } = entry;
  const actor = by?.name ?? "somebody";
  const target = member?.name ?? "somebody";
  const someone = person?.name ?? "a person";
  const host = "The person who hosts the server";
  const isOneself = by !== null && by.id === member?.id;
  const sentences: Readonly<Record<LogEntry["event"], string>> = {
    created: `${actor} started the family`,
    renamed: `${actor} renamed the family`,
    invited: `${actor} invited someone as ${role}`,
    invite_revoked: `${actor} revoked an invite as ${role}`,
    joined: `${target} joined as ${role}`,
    role_changed: isOneself ? `${actor} became ${role}` : `${actor} made ${target} ${role}`,
    left: `${target} left`,
    removed: `${actor} removed ${target}`,
    reset_code_made: `${actor} made a code that resets the password of ${target}`,
    password_reset: `${target} set a new password with a reset code`,
    email_changed: `${target} changed their email`,
    account_disabled: `${host} disabled the account of ${target}`,
    account_enabled: `${host} enabled the account of ${target} again`,
    account_deleted: `${host} deleted the account of ${target}`,
    owner_set: `${host} made ${target} ${role}`,
    email_set: `${host} changed the email of ${target}`,
    backup_restored: `${host} restored a backup of ${note}: what came after it is gone`,
    person_added: `${actor} added ${someone}`,
    person_changed: `${actor} changed what is known of ${someone}`,
    person_removed: `${actor} removed someone from the people`,
    people_exported: `${actor} downloaded the people`,
    family_exported: `${actor} downloaded everything of the family`,
    feed_made: `${actor} made an address for a calendar`,
    post_deleted: `${actor} deleted a post of ${target}`,
    comment_deleted: `${actor} deleted a comment of ${target}`,
    feed_ended: `${actor} revoked the address of a calendar`,
  };
  if (!Object.hasOwn(sentences, event)) return describeUnknown(entry);
  const aside = note === null || event === "backup_restored" ? "" : ` (${note})`;
  return sentences[event] + aside;
}

/** A newer server knows more events than this command. */
function describeUnknown({ event, by, member }: LogEntry): string {
  const people = [by, member].flatMap((account) => account ? [account.name] : []);
  return [event, ...people].join(": ");
}
