import { Failure } from "./failure.ts";

type Input = Pick<typeof Deno.stdin, "read" | "setRaw">;

const ENTER = ["\r", "\n"];
const INTERRUPT = "\u0003"; // Ctrl-C
const END_OF_INPUT = "\u0004"; // Ctrl-D
const ERASE = ["\u007f", "\b"];
const ERASE_LINE = "\u0015"; // Ctrl-U

/** Reads one line that the terminal itself lets the person edit. */
export async function readLine(input: Input): Promise<string> {
  const decoder = new TextDecoder();
  let line = "";
  while (!line.endsWith("\n")) line += decoder.decode(await readBytes(input), { stream: true });
  return line.replace(/\r?\n$/, "");
}

/**
 * Reads one line without showing it. The terminal hands over every key, so that it echoes none;
 * it is as it was when this returns or throws.
 */
export async function readSecret(input: Input): Promise<string> {
  input.setRaw(true);
  try {
    const decoder = new TextDecoder();
    const typed: string[] = [];
    while (true) {
      for (const key of splitKeys(decoder.decode(await readBytes(input), { stream: true }))) {
        if (ENTER.includes(key)) return typed.join("");
        if (key === INTERRUPT) throw new Failure("interrupted", "Interrupted.");
        if (key === END_OF_INPUT) throw endOfInput();
        if (ERASE.includes(key)) typed.pop();
        else if (key === ERASE_LINE) typed.length = 0;
        else if (!isControl(key)) typed.push(key);
      }
    }
  } finally {
    input.setRaw(false);
  }
}

/** Characters, but what an arrow or a function key sends as one. */
function splitKeys(text: string): string[] {
  // deno-lint-ignore no-control-regex -- escape is what such keys begin with (ECMA-48)
  return text.match(/\u001b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?|./gsu) ?? [];
}

function isControl(key: string): boolean {
  return key.charCodeAt(0) < 0x20;
}

async function readBytes(input: Input): Promise<Uint8Array> {
  const buffer = new Uint8Array(1024);
  const count = await input.read(buffer);
  if (count === null) throw endOfInput();
  return buffer.subarray(0, count);
}

function endOfInput(): Failure {
  return new Failure("failed", "The input ended before there was an answer.");
}
