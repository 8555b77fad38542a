/** A reference by id and name, as in the API; null if either is null. */
export function toRef(
  id: string | null,
  name: string | null,
): { id: string; name: string } | null {
  return id === null || name === null ? null : { id, name };
}
