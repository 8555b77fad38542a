import { median } from "./median.ts";

/**
 * Measures several things in turns, so that other load on the machine affects all of them, and
 * returns the median of each.
 */
export async function takeRounds<K extends string>(
  rounds: number,
  measures: Readonly<Record<K, () => Promise<number>>>,
): Promise<Record<K, number>> {
  const names = Object.keys(measures) as K[]; // a literal has no other keys
  const figures = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) figures.get(name)!.push(await measures[name]());
  }
  return Object.fromEntries(
    names.map((name) => [name, median(figures.get(name)!)]),
  ) as Record<K, number>; // of the same names
}
