const MINUTE = 60_000;

/** Units of relative times, the largest first, in ms. */
const UNITS = [
  ["year", 365 * 24 * 60 * MINUTE],
  ["month", 30 * 24 * 60 * MINUTE],
  ["day", 24 * 60 * MINUTE],
  ["hour", 60 * MINUTE],
  ["minute", MINUTE],
] as const;

/** A unit is used from here on: 58 minutes are an hour, and 40 minutes are 40 minutes. */
const NEARLY_ONE = 0.95;

/**
 * A UTC timestamp as local time to the minute, with its offset: `2026-11-23 19:04 +01:00`. A text
 * that is no timestamp is returned as it is, here and below.
 */
export function formatTime(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return timestamp;
  const minutes = -date.getTimezoneOffset(); // UTC is behind by as much
  const offset = `${minutes < 0 ? "-" : "+"}${toClock(Math.abs(minutes))}`;
  const time = toClock(date.getHours() * 60 + date.getMinutes());
  return `${toLocalDay(date)} ${time} ${minutes === 0 ? "UTC" : offset}`;
}

/** The local day of a UTC timestamp: `2026-11-23`. */
export function formatLocalDay(timestamp: string): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? timestamp : toLocalDay(date);
}

/** A UTC timestamp by its distance from now: `5 minutes ago`, `in 7 days`. */
export function formatRelativeTime(timestamp: string, now: Date): string {
  const distance = Date.parse(timestamp) - now.getTime();
  if (Number.isNaN(distance)) return timestamp;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(distance) / size > NEARLY_ONE) ?? [];
  if (unit === undefined) return "just now";
  const format = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  return format.format(Math.round(distance / size!), unit);
}

function toLocalDay(date: Date): string {
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((it) => `${it}`.padStart(2, "0"));
  return `${`${date.getFullYear()}`.padStart(4, "0")}-${month}-${day}`;
}

function toClock(minutes: number): string {
  return [minutes / 60, minutes % 60].map((it) => `${Math.floor(it)}`.padStart(2, "0")).join(":");
}
