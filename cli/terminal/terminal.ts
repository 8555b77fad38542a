import { CliError } from "./cli_error.ts";
import { escapeControlLines } from "./escape_control.ts";
import { openPrompt } from "./prompt.ts";

/** The standard streams of a process; the `Deno` namespace has them. */
export interface Streams {
  readonly stdin: Pick<typeof Deno.stdin, "read" | "setRaw" | "isTerminal" | "readable">;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly noColor: boolean;
}

type OutputStream = Pick<typeof Deno.stdout, "writeSync" | "isTerminal">;

/** What a command reads from and writes to: data to standard output, messages to standard error. */
export interface Terminal {
  /** Whether a person can be asked questions. */
  readonly canAsk: boolean;
  /** Whether a person reads the data, and whether in colour. */
  readonly output: { readonly isTerminal: boolean; readonly hasColor: boolean };
  /** Writes data, in whole lines. */
  readonly print: (text: string) => void;
  /** Writes a message for the person. */
  readonly say: (text: string) => void;
  readonly ask: (question: string) => Promise<string>;
  /** Asks without showing what is typed. */
  readonly askSecret: (question: string) => Promise<string>;
  /** Ends the line of a question that was left unanswered. */
  readonly endLine: () => void;
  /** Reads all of standard input. */
  readonly readInput: () => Promise<string>;
}

/** Opens a terminal on the standard streams of a process. */
export function openTerminal({ stdin, stdout, stderr, noColor }: Streams): Terminal {
  const isTerminal = stdout.isTerminal();
  return {
    canAsk: stdin.isTerminal() && stderr.isTerminal(),
    output: { isTerminal, hasColor: isTerminal && !noColor },
    print: (text) => writeAll(stdout, text + "\n"),
    say: (text) => writeAll(stderr, escapeControlLines(text) + "\n"),
    ...openQuestions(stdin, stderr),
    readInput: async () => decode(await new Response(stdin.readable).bytes()),
  };
}

function openQuestions(
  stdin: Streams["stdin"],
  stderr: OutputStream,
): Pick<Terminal, "ask" | "askSecret" | "endLine"> {
  const { readLine, readSecret } = openPrompt(stdin);
  let isLineOpen = false;
  function endLine(): void {
    if (isLineOpen) writeAll(stderr, "\n");
    isLineOpen = false;
  }
  async function ask(question: string, read: () => Promise<string>): Promise<string> {
    writeAll(stderr, question);
    isLineOpen = true;
    try {
      const answer = await read();
      isLineOpen = read === readSecret; // readLine echoes the Enter
      return answer;
    } finally {
      endLine();
    }
  }
  return {
    ask: (question) => ask(question, readLine),
    askSecret: (question) => ask(question, readSecret),
    endLine,
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CliError("usage", "Standard input is not valid UTF-8.");
  }
}

function writeAll(stream: OutputStream, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
}
