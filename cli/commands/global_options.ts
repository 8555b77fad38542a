import { type Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";

/** What every command understands. */
export interface GlobalOptions {
  readonly server?: string;
  readonly family?: string;
  readonly json?: true;
  readonly input: boolean;
  readonly quiet?: true;
  readonly color: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly debug?: true;
  readonly insecureHttp?: true;
}

/** Adds the options that every command understands. */
export function addGlobalOptions(program: Command): void {
  program
    .option("--server <url>", "the server to use")
    .option("--family <family>", "the family: its id, its name, or the beginning of either")
    .option("--json", "print what the API answered, as JSON")
    .option("--no-input", "never ask anything")
    .option("--quiet", "print only errors")
    .option("--no-color", "print without colour")
    .addOption(
      new Option("--timeout <seconds>", "how long to wait for an answer")
        .default(30_000, "30").argParser(parseSeconds),
    )
    .option("--debug", "print what is sent where, without secrets")
    .option("--insecure-http", "allow http:// to other machines: passwords can be read on the way");
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= 3600) return seconds * 1000;
  throw new InvalidArgumentError("It must be a number of seconds, more than 0 and at most 3600.");
}
