import { configure, type LogRecord } from "@logtape/logtape";
import { formatAsJson } from "../../server/config/log.ts";

const linesByName = new Map<unknown, string[]>();

/** Collects the log of one server, told from others by the second part of its category. */
export async function collectLines(name: string): Promise<readonly string[]> {
  if (linesByName.size === 0) await configureOnce();
  const lines: string[] = [];
  linesByName.set(name, lines);
  return lines;
}

/** The lines that tell the operator of a fault. */
export function listErrors(log: readonly string[]): string[] {
  return log.filter((line) => line.includes('"level":"error"'));
}

async function configureOnce(): Promise<void> {
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
