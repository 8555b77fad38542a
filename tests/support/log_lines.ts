import { configure, type LogRecord } from "@logtape/logtape";
import { formatAsJson } from "../../server/config/log.ts";

const linesByName = new Map<unknown, string[]>();
let configured: Promise<void> | undefined;

/** Collects the log of one server, told from others by the second part of its category. */
export async function collectLines(name: string): Promise<readonly string[]> {
  await (configured ??= configureLog());
  const lines: string[] = [];
  linesByName.set(name, lines);
  return lines;
}

/** The lines that tell the operator of a fault. */
export function listErrors(log: readonly string[]): string[] {
  return log.filter((line) => line.includes('"level":"error"'));
}

async function configureLog(): Promise<void> {
  const sink = (record: LogRecord) =>
    void linesByName.get(record.category[1])?.push(formatAsJson(record));
  await configure({
    reset: true,
    sinks: { lines: sink },
    loggers: [
      { category: "circle", sinks: ["lines"], lowestLevel: "info" },
      { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
    ],
  });
}
