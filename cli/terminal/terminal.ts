import { CliError } from "./cli_error.ts";
import { openPrompt } from "./prompt.ts";
import { escapeControlLines } from "./escape_control.ts";

/** Where a command reads from and writes to. Data goes to standard output, words to standard error. */
export interface Terminal {
  /** Whether someone is there to answer questions. */
  readonly canAsk: boolean;
  /** Whether data is shown to a person, in colour where that is wanted. */
  readonly output: { readonly isTerminal: boolean; readonly hasColor: boolean };
  /** Writes data, whole lines. */
  readonly print: (text: string) => void;
  /** Says something to the person. */
  readonly say: (text: string) => void;
  readonly ask: (question: string) => Promise<string>;
  /** Asks without showing what is typed. */
  readonly askSecret: (question: string) => Promise<string>;
  /** Ends the line of a question that nobody answers any more. */
  readonly endLine: () => void;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
}

/** The terminal, or the pipes, that the process was started with. */
export function openTerminal(): Terminal {
  const isTerminal = Deno.stdout.isTerminal();
  return {
    canAsk: Deno.stdin.isTerminal() && Deno.stderr.isTerminal(),
    output: { isTerminal, hasColor: isTerminal && !Deno.noColor },
    print: (text) => writeAll(Deno.stdout, text + "\n"),
    say: (text) => writeAll(Deno.stderr, escapeControlLines(text) + "\n"),
    ...openQuestions(),
    readInput: async () => decode(await new Response(Deno.stdin.readable).bytes()),
  };
}

function openQuestions(): Pick<Terminal, "ask" | "askSecret" | "endLine"> {
  const { readLine, readSecret } = openPrompt(Deno.stdin);
  let isLineOpen = false;
  function endLine(): void {
    if (isLineOpen) writeAll(Deno.stderr, "\n");
    isLineOpen = false;
  }
  async function ask(question: string, read: () => Promise<string>): Promise<string> {
    writeAll(Deno.stderr, question);
    isLineOpen = true;
    try {
      const answer = await read();
      isLineOpen = read === readSecret; // else the Enter was shown
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
    throw new CliError("usage", "What came from standard input is not UTF-8.");
  }
}

interface Writer {
  readonly writeSync: (bytes: Uint8Array) => number;
}

function writeAll(writer: Writer, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += writer.writeSync(bytes.subarray(at));
}
