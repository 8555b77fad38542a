import type { Role } from "../../shared/contract/fields.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import { type DateParts, isAfter, isBefore } from "./date_parts.ts";

/** What decides whether an actor may change or remove a person. */
interface PersonAction {
  readonly actor: Role;
  readonly actorId: string;
  /** The account that the person has; null for someone without one. */
  readonly accountId: string | null;
  /** Who added the person; null where that account is gone. */
  readonly createdBy: string | null;
}

/** Whether an actor may change a person; a member's entry not everyone may. */
export function mayChangePerson({ actor, actorId, accountId }: PersonAction): boolean {
  return accountId === null || accountId === actorId || actor !== "member";
}

/** Whether an actor may remove a person without an account. */
export function mayRemovePerson({ actor, actorId, createdBy }: PersonAction): boolean {
  return createdBy === actorId || actor !== "member";
}

/** Whether a role may see and revoke the feeds of others. */
export function maySeeAllFeeds(actor: Role): boolean {
  return actor !== "member";
}

/** The dates of birth and death, as far as known. */
interface Life {
  readonly birth: DateParts;
  readonly isDeceased: boolean;
  readonly death: DateParts;
}

/**
 * Faults of the dates of a person, each valid by itself. `today` is the current day in the earliest
 * time zone.
 */
export function listLifeErrors({ birth, isDeceased, death }: Life, today: string): FieldError[] {
  const isDeathKnown = death.year !== null || death.month !== null;
  return [
    ...(isAfter(birth, today) ? [futureError("birthday")] : []),
    ...(isAfter(death, today) ? [futureError("died")] : []),
    ...(isBefore(death, birth)
      ? [{ field: "died", code: "too_early", message: "Nobody dies before they are born." }]
      : []),
    ...(isDeathKnown && !isDeceased
      ? [{
        field: "deceased",
        code: "contradiction",
        message: "Someone of whom the day of death is known is deceased.",
      }]
      : []),
  ];
}

function futureError(field: string): FieldError {
  return { field, code: "too_late", message: "This must not lie in the future." };
}
