import { readLine, readSecret } from "./prompt.ts";

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
  return {
    canAsk: Deno.stdin.isTerminal() && Deno.stderr.isTerminal(),
    output: { isTerminal, hasColor: isTerminal && !Deno.noColor },
    print: (text) => writeAll(Deno.stdout, text + "\n"),
    say: (text) => writeAll(Deno.stderr, text + "\n"),
    ask: async (question) => {
      writeAll(Deno.stderr, question);
      return await readLine(Deno.stdin);
    },
    askSecret: async (question) => {
      writeAll(Deno.stderr, question);
      try {
        return await readSecret(Deno.stdin);
      } finally {
        writeAll(Deno.stderr, "\n");
      }
    },
    readInput: async () => {
      const bytes = await new Response(Deno.stdin.readable).bytes();
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    },
  };
}

interface Writer {
  readonly writeSync: (bytes: Uint8Array) => number;
}

function writeAll(writer: Writer, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += writer.writeSync(bytes.subarray(at));
}
