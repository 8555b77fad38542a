/** The sort key of a name: without case and accents. */
export function nameKey(name: string): string {
  return name.normalize("NFKD").replaceAll(/\p{Mark}/gu, "").toLowerCase();
}
