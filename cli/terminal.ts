import { Failure } from "./failure.ts";
import { openPrompt } from "./prompt.ts";
import { visibleLines } from "./visible.ts";

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
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
}

/** The terminal, or the pipes, that the process was started with. */
export function openTerminal(): Terminal {
  const isTerminal = Deno.stdout.isTerminal();
  const prompt = openPrompt(Deno.stdin);
  return {
    canAsk: Deno.stdin.isTerminal() && Deno.stderr.isTerminal(),
    output: { isTerminal, hasColor: isTerminal && !Deno.noColor },
    print: (text) => writeAll(Deno.stdout, text + "\n"),
    say: (text) => writeAll(Deno.stderr, visibleLines(text) + "\n"),
    ask: async (question) => {
      writeAll(Deno.stderr, question);
      try {
        return await prompt.readLine();
      } catch (error) {
        writeAll(Deno.stderr, "\n"); // the line that nobody has ended
        throw error;
      }
    },
    askSecret: async (question) => {
      writeAll(Deno.stderr, question);
      try {
        return await prompt.readSecret();
      } finally {
        writeAll(Deno.stderr, "\n"); // the Enter that was not shown
      }
    },
    readInput: async () => decode(await new Response(Deno.stdin.readable).bytes()),
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Failure("usage", "What came from standard input is not UTF-8.");
  }
}

interface Writer {
  readonly writeSync: (bytes: Uint8Array) => number;
}

function writeAll(writer: Writer, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += writer.writeSync(bytes.subarray(at));
}
