/** A name as lists are sorted by it: without case and accents. */
export function nameKey(name: string): string {
  return name.normalize("NFKD").replaceAll(/\p{Mark}/gu, "").toLowerCase();
}
