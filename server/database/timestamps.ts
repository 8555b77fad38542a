/** Milliseconds of a minute. */
export const MINUTE = 60 * 1000;

/** Milliseconds of an hour. */
export const HOUR = 60 * MINUTE;

/** Milliseconds of a day. */
export const DAY = 24 * HOUR;

/** The time so many milliseconds after another, as stored: ISO-8601, UTC. */
export function timestampAfter(moment: Date, milliseconds: number): string {
  return new Date(moment.getTime() + milliseconds).toISOString();
}

/** The time so many milliseconds before another, as stored: ISO-8601, UTC. */
export function timestampBefore(moment: Date, milliseconds: number): string {
  return timestampAfter(moment, -milliseconds);
}

/** Whether a stored time is older than so many milliseconds. */
export function isOlder(timestamp: string, milliseconds: number, now: Date): boolean {
  return now.getTime() - Date.parse(timestamp) > milliseconds;
}
