import type { Role } from "../../shared/contract/fields.ts";
import type { FieldError } from "../../shared/problem_details.ts";

/** What decides who may change or delete a post or a comment. */
interface JournalAction {
  readonly actor: Role;
  readonly actorId: string;
  /** Null where the author has left. */
  readonly authorId: string | null;
  /** Of a comment: the author of the post that it stands under. */
  readonly postAuthorId?: string | null;
}

/** Whether someone may change what a post or a comment says: nobody changes the words of others. */
export function mayEdit({ actorId, authorId }: JournalAction): boolean {
  return actorId === authorId;
}

/** Whether someone may delete a post or a comment. */
export function mayDelete({ actor, actorId, authorId, postAuthorId }: JournalAction): boolean {
  return actorId === authorId || actorId === postAuthorId || actor !== "member";
}

/** What is wrong with the day of a post. `latest` is the day after the latest that it is anywhere. */
export function listHappenedErrors(
  happenedOn: string | null,
  latest: string,
): FieldError[] {
  const isTooLate = happenedOn !== null && happenedOn > latest.slice(0, happenedOn.length);
  const isNoDay = happenedOn?.length === 10 && !isDay(happenedOn);
  return [
    ...isNoDay ? [{ field: "happened_on", code: "invalid", message: "There is no such day." }] : [],
    ...isTooLate
      ? [{ field: "happened_on", code: "too_late", message: "This must not lie in the future." }]
      : [],
  ];
}

/** What is wrong with a post that says nothing. */
export function listEmptyErrors(text: string, photos: readonly unknown[]): FieldError[] {
  if (text !== "" || photos.length > 0) return [];
  return [{ field: "text", code: "required", message: "Write something, or add a photo." }];
}

/** Whether a date of the right form is a day: 29 February is one in leap years alone. */
function isDay(text: string): boolean {
  return new Date(text).toISOString().slice(0, 10) === text;
}
