import { DAY, HOUR, MINUTE } from "../database/timestamps.ts";

/** `1 session`, `2 sessions`, `2 families` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `1.5 MB` */
export function describeBytes(bytes: number): string {
  const [unit, size] = bytes < 1e6 ? ["kB", 1e3] : bytes < 1e9 ? ["MB", 1e6] : ["GB", 1e9] as const;
  return `${(bytes / size).toFixed(1)} ${unit}`;
}

/** How long ago a time was: `3 hours` */
export function describeAge(timestamp: string, now: Date): string {
  return describeDuration(Math.max(0, now.getTime() - Date.parse(timestamp)));
}

/** Whether a time is still to come, by more than clocks differ. */
export function isAhead(timestamp: string, now: Date): boolean {
  return Date.parse(timestamp) - now.getTime() > MINUTE;
}

/** How long it is until a time: `3 hours` */
export function describeLead(timestamp: string, now: Date): string {
  return describeDuration(Date.parse(timestamp) - now.getTime());
}

/** A number of milliseconds: `3 hours` */
export function describeDuration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / MINUTE);
  if (minutes === 0) return countOf(Math.round(milliseconds / 1000), "second");
  if (minutes < 120) return countOf(minutes, "minute");
  return minutes * MINUTE < 2 * DAY
    ? countOf(Math.round(milliseconds / HOUR), "hour")
    : countOf(Math.round(milliseconds / DAY), "day");
}

/** `2026-11-24 18:30 UTC` */
export function formatMinute(timestamp: string): string {
  return `${timestamp.slice(0, 16).replace("T", " ")} UTC`;
}
