import type { Role } from "../../shared/contract/fields.ts";
import type { FieldError } from "../../shared/problem_details.ts";
import { isAfter, isBefore, type PartialDate } from "./partial_dates.ts";

/** What decides who may change or remove a person. */
interface PersonAction {
  readonly actor: Role;
  readonly actorId: string;
  /** The account that the person has; null for someone without one. */
  readonly accountId: string | null;
  /** Who added the person; null where that account is gone. */
  readonly createdBy: string | null;
}

/** Whether someone may change what is known of a person: of members, not everyone may. */
export function mayChangePerson({ actor, actorId, accountId }: PersonAction): boolean {
  return accountId === null || accountId === actorId || actor !== "member";
}

/** Whether someone may remove a person who has no account. */
export function mayRemovePerson({ actor, actorId, createdBy }: PersonAction): boolean {
  return createdBy === actorId || actor !== "member";
}

/** Whether a role may see and end the feeds of others. */
export function maySeeAllFeeds(actor: Role): boolean {
  return actor !== "member";
}

/** When someone was born and died, as far as it is known. */
interface Life {
  readonly birth: PartialDate;
  readonly isDeceased: boolean;
  readonly death: PartialDate;
}

/** What is wrong with dates that each are dates. `today` is the latest day that it is anywhere. */
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
