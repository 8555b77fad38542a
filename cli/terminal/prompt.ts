import { CliError } from "./cli_error.ts";

/** Reads lines that are typed at a terminal. */
interface Prompt {
  /** Reads a line that the terminal echoes, with its own line editing. */
  readonly readLine: () => Promise<string>;
  /** Reads a line key by key, from a terminal that echoes nothing. */
  readonly readHiddenLine: () => Promise<string>;
  /** Forgets what was typed and is no answer yet. */
  readonly forget: () => void;
}

const ENTER = ["\r", "\n"];
const INTERRUPT = "\u0003"; // Ctrl-C, where the terminal makes no signal of it
const END_OF_INPUT = "\u0004"; // Ctrl-D
const ERASE = ["\u007f", "\b"];
const ERASE_LINE = "\u0015"; // Ctrl-U
const LINE = /^.*?(?:\r\n|\r|\n)/s;

/**
 * One character, or a whole control sequence of an arrow, a function key or a paste (ECMA-48); not
 * the beginning of a sequence whose rest has not arrived yet.
 */
const KEY =
  // deno-lint-ignore no-control-regex -- control sequences begin with an escape
  /^(?!\u001b(?:O|\[[0-?]*[ -/]*)$)(?:\u001b\[[0-?]*[ -/]*[@-~]|\u001bO[ -~]|\u001b[^[O\p{Cc}]|.)/su;

/** Opens a prompt on the standard input of one run. */
export function openPrompt(input: Pick<typeof Deno.stdin, "read">): Prompt {
  const { take, drop } = bufferInput(input);
  const keys: string[] = [];
  return {
    readLine: async () => (await take(LINE)).trimEnd(),
    readHiddenLine: async () => {
      keys.length = 0;
      for (let key = await take(KEY); !ENTER.includes(key); key = await take(KEY)) edit(keys, key);
      return keys.join("");
    },
    forget: () => {
      keys.length = 0;
      drop();
    },
  };
}

/** Input that is read until a pattern matches it; the match is taken off it. */
function bufferInput(input: Pick<typeof Deno.stdin, "read">) {
  const openDecoder = () => new TextDecoder("utf-8", { fatal: true });
  let decoder = openDecoder();
  const buffer = new Uint8Array(1024);
  let pending = "";
  return {
    take: async (pattern: RegExp): Promise<string> => {
      while (!pattern.test(pending)) {
        const count = await input.read(buffer);
        if (count === null) throw endOfInput();
        pending += decode(decoder, buffer.subarray(0, count));
      }
      const [taken] = pattern.exec(pending)!;
      pending = pending.slice(taken.length);
      return taken;
    },
    drop: () => {
      decoder = openDecoder();
      pending = "";
    },
  };
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
    throw new CliError("failed", "The terminal sent something that is not valid UTF-8.");
  }
}

function endOfInput(): CliError {
  return new CliError("failed", "The input ended before the question was answered.");
}
