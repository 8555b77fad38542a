import { CliError } from "./cli_error.ts";

type Input = Pick<typeof Deno.stdin, "read" | "setRaw">;

/** Reads what a person types at a terminal, one line after another. */
export interface Prompt {
  /** A line that the terminal itself shows and lets the person edit. */
  readonly readLine: () => Promise<string>;
  /**
   * A line that is not shown. The terminal hands over every key, so that it echoes none; it is as
   * it was when this returns or throws.
   */
  readonly readSecret: () => Promise<string>;
}

const ENTER = ["\r", "\n"];
const INTERRUPT = "\u0003"; // Ctrl-C
const END_OF_INPUT = "\u0004"; // Ctrl-D
const ERASE = ["\u007f", "\b"];
const ERASE_LINE = "\u0015"; // Ctrl-U
const LINE = /^.*?(?:\r\n|\r|\n)/s;

/**
 * A character, or all that an arrow, a function key or a paste sends for itself (ECMA-48): not the
 * beginning of such a sequence, whose rest is still on its way.
 */
const KEY =
  // deno-lint-ignore no-control-regex -- escape is what such keys begin with
  /^(?!\u001b(?:O|\[[0-?]*[ -/]*)$)(?:\u001b\[[0-?]*[ -/]*[@-~]|\u001bO[ -~]|\u001b[^[O\p{Cc}]|.)/su;

/** Opens the questions of one run on an input. */
export function openPrompt(input: Input): Prompt {
  const take = openTyping(input);
  return {
    readLine: async () => (await take(LINE)).trimEnd(),
    readSecret: async () => {
      input.setRaw(true);
      try {
        return await readUnseen(take);
      } finally {
        input.setRaw(false);
      }
    },
  };
}

/** Takes what a pattern matches off the beginning of what was typed; waits until there is such a thing. */
type Take = (pattern: RegExp) => Promise<string>;

function openTyping(input: Input): Take {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const buffer = new Uint8Array(1024);
  let typed = ""; // and not taken yet
  return async (pattern) => {
    while (!pattern.test(typed)) {
      const count = await input.read(buffer);
      if (count === null) throw endOfInput();
      typed += decode(decoder, buffer.subarray(0, count));
    }
    const [taken] = pattern.exec(typed)!;
    typed = typed.slice(taken.length);
    return taken;
  };
}

async function readUnseen(take: Take): Promise<string> {
  const keys: string[] = [];
  for (let key = await take(KEY); !ENTER.includes(key); key = await take(KEY)) edit(keys, key);
  return keys.join("");
}

function edit(keys: string[], key: string): void {
  if (key === INTERRUPT) throw new CliError("interrupted", "Interrupted.");
  if (key === END_OF_INPUT) throw endOfInput();
  if (ERASE.includes(key)) keys.pop();
  else if (key === ERASE_LINE) keys.length = 0;
  else if (!/^\p{Cc}/u.test(key)) keys.push(key);
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw new CliError("failed", "The terminal sent something that is not UTF-8.");
  }
}

function endOfInput(): CliError {
  return new CliError("failed", "The input ended before there was an answer.");
}
