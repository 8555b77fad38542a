import { configure, getLogger, type Logger, type LogRecord } from "@logtape/logtape";
import { createLogWriter } from "./log_writer.ts";

/** The log of the process. */
export interface Log {
  readonly logger: Logger;
  /** Waits until all lines are written, or some milliseconds have passed. */
  readonly flush: (timeout: number) => Promise<void>;
}

/** Sets up the log of the process: one event a line, on standard error. */
export async function openLog(format: "text" | "json"): Promise<Log> {
  const formatRecord = format === "json" ? formatAsJson : formatAsText;
  const writer = createLogWriter(Deno.stderr, (count) => formatRecord(describeDropped(count)));
  await configure({
    sinks: { stderr: (record) => writer.add(formatRecord(record)) },
    loggers: [
      { category: "circle", sinks: ["stderr"], lowestLevel: "info" },
      { category: ["logtape", "meta"], sinks: ["stderr"], lowestLevel: "error" },
    ],
  });
  return { logger: getLogger("circle"), flush: writer.flush };
}

function describeDropped(count: number): LogRecord {
  const event = "log lines dropped: nobody read them";
  return {
    category: ["circle"],
    level: "warning",
    timestamp: Date.now(),
    message: [event],
    rawMessage: event,
    properties: { count },
  };
}

/** An event as one line of JSON. */
export function formatAsJson(record: LogRecord): string {
  const { level, rawMessage: event, properties } = record;
  return `${toPlainJson({ time: formatTime(record), level, event, ...properties })}\n`;
}

/** An event as one line of text: `2026-11-23T18:04:05.123Z info logged in account_id="…"`. */
export function formatAsText(record: LogRecord): string {
  const properties = Object.entries(record.properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${toPlainJson(value)}`);
  return `${formatTime(record)} ${record.level} ${record.rawMessage}${properties.join("")}\n`;
}

/** JSON without line breaks and control characters. */
function toPlainJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function formatTime({ timestamp }: LogRecord): string {
  return new Date(timestamp).toISOString();
}
