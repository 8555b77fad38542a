import { Failure } from "./failure.ts";

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

/** A character, or all that an arrow, a function key or a paste sends for itself (ECMA-48). */
// deno-lint-ignore no-control-regex -- escape is what such keys begin with
const KEY = /^(?:\u001b\[[0-?]*[ -/]*[@-~]|\u001bO[ -~]|\u001b[^[O\p{Cc}]|.)/su;
// deno-lint-ignore no-control-regex -- as above
const BEGINNING_OF_KEY = /^\u001b(?:O|\[[0-?]*[ -/]*)$/;

/** Opens the questions of one run on an input. */
export function openPrompt(input: Input): Prompt {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let typed = ""; // and not read yet

  async function typeOn(): Promise<void> {
    const buffer = new Uint8Array(1024);
    const count = await input.read(buffer);
    if (count === null) throw endOfInput();
    typed += decode(decoder, buffer.subarray(0, count));
  }

  function take(text: string): string {
    typed = typed.slice(text.length);
    return text;
  }

  async function readLine(): Promise<string> {
    while (!LINE.test(typed)) await typeOn();
    return take(LINE.exec(typed)![0]).trimEnd();
  }

  async function readKey(): Promise<string> {
    while (typed === "" || BEGINNING_OF_KEY.test(typed)) await typeOn();
    return take(KEY.exec(typed)![0]);
  }

  async function readSecret(): Promise<string> {
    input.setRaw(true);
    try {
      const keys: string[] = [];
      for (let key = await readKey(); !ENTER.includes(key); key = await readKey()) edit(keys, key);
      return keys.join("");
    } finally {
      input.setRaw(false);
    }
  }

  return { readLine, readSecret };
}

function edit(keys: string[], key: string): void {
  if (key === INTERRUPT) throw new Failure("interrupted", "Interrupted.");
  if (key === END_OF_INPUT) throw endOfInput();
  if (ERASE.includes(key)) keys.pop();
  else if (key === ERASE_LINE) keys.length = 0;
  else if (!/^\p{Cc}/u.test(key)) keys.push(key);
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw new Failure("failed", "The terminal sent something that is not UTF-8.");
  }
}

function endOfInput(): Failure {
  return new Failure("failed", "The input ended before there was an answer.");
}
