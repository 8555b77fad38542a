import type { Log } from "./log.ts";

/** Milliseconds for writing the last lines of the log. */
export const LOG_FLUSH_TIMEOUT = 1_000;

/** Ends the process with code 1, after its log has told why. */
type EndForFault = (event: string, properties: Record<string, unknown>) => void;

/** Ends the process by its log, also where an error is not caught, which Deno prints as plain text. */
export function endByLog({ logger, flush }: Log): EndForFault {
  const end: EndForFault = async (event, properties) => {
    logger.fatal(event, properties);
    await flush(LOG_FLUSH_TIMEOUT);
    Deno.exit(1);
  };
  const endFor = (event: Event, error: unknown) => {
    event.preventDefault();
    end("uncaught error", { error: describeError(error) });
  };
  addEventListener("error", (event) => endFor(event, event.error));
  addEventListener("unhandledrejection", (event) => endFor(event, event.reason));
  return end;
}

/** An error with its stack. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
