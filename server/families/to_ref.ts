/** Someone by id and name, as the API refers to accounts and people; null where there is nobody. */
export function toRef(
  id: string | null,
  name: string | null,
): { id: string; name: string } | null {
  return id === null || name === null ? null : { id, name };
}
