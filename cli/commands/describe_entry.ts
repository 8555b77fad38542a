import type { LogEntry } from "../../shared/contract/families.ts";

/** Describes an entry of a family's log in a sentence; an unknown event is shown as it is. */
export function describeEntry(entry: LogEntry): string {
  const { event, by, member, person, role, note } = entry;
  const actor = by?.name ?? "somebody";
  const target = member?.name ?? "somebody";
  const aside = note === null ? "" : ` (${note})`;
  const sentences: Readonly<Record<LogEntry["event"], string>> = {
    created: `${actor} made the family${aside}`,
    renamed: `${actor} renamed the family${aside}`,
    invited: `${actor} invited someone as ${role}${aside}`,
    invite_revoked: `${actor} revoked an invite as ${role}${aside}`,
    joined: `${target} joined as ${role}${aside}`,
    role_changed: `${actor} made ${by && by.id === member?.id ? "themselves" : target} ${role}`,
    left: `${target} left`,
    removed: `${actor} removed ${target}`,
    reset_code_made: `${actor} made a code that resets ${target}'s password`,
    password_reset: `${target} set a new password with a reset code`,
    email_changed: `${target} changed the email`,
    account_disabled: `the host disabled the account of ${target}`,
    account_enabled: `the host enabled the account of ${target} again`,
    account_deleted: `the host deleted the account of ${target}`,
    owner_set: `the host made ${target} ${role}`,
    email_set: `the host changed the email of ${target}`,
    backup_restored: `the host restored a backup of ${note}; what came after it is gone`,
    person_added: `${actor} added ${person?.name ?? "a person"} to the people`,
    person_changed: `${actor} changed the ${note} of ${person?.name ?? "a person"}`,
    person_removed: `${actor} removed a person`,
    people_exported: `${actor} exported the people as ${note}`,
    family_exported: `${actor} exported everything`,
    feed_made: `${actor} made a calendar feed${aside}`,
    post_deleted: `${actor} deleted a post of ${target}`,
    comment_deleted: `${actor} deleted a comment of ${target}`,
    feed_ended: `${actor} ended a calendar feed${aside}`,
  };
  return Object.hasOwn(sentences, event) ? sentences[event] : describeUnknown(entry);
}

/** A newer server knows more events than this command. */
function describeUnknown({ event, by, member }: LogEntry): string {
  const people = [by, member].flatMap((account) => account ? [account.name] : []);
  return [event, ...people].join(": ");
}
