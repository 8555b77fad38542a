import { InvalidArgumentError } from "@commander-js/extra-typings";

/** Days in a unit that a person writes. */
const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7 };

/** Days from a text such as `7d`, `2w` or `7`. */
export function parseDays(text: string): number {
  const [, count, unit = "d"] = /^([1-9]\d{0,3})([dw])?$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * DAYS[unit]!;
  throw new InvalidArgumentError("It must be a number of days or weeks, such as 7d or 2w.");
}

/** A whole number, 1 or more. */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number, 1 or more.");
}
