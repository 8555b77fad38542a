import { CliError } from "./cli_error.ts";
import { escapeControlLines } from "./escape_control.ts";
import { openQuestions, type Questions } from "./questions.ts";
import { openStatusLine } from "./status_line.ts";
import { measureWidth, type OutputStream, type Streams, writeAll } from "./streams.ts";
import { wrapMessage } from "./wrap_message.ts";

/** What a command reads from and writes to: data to standard output, messages to standard error. */
export interface Terminal extends Questions {
  /** Whether questions can be asked. */
  readonly canAsk: boolean;
  /** Whether a person sees what is said. */
  readonly isRead: boolean;
  /** How data is shown. */
  readonly output: {
    readonly isTerminal: boolean;
    readonly hasColor: boolean;
    /** Columns of the terminal; `undefined` if it is none. */
    readonly width?: number;
  };
  /** Writes data, in whole lines. */
  readonly print: (text: string) => void;
  /** Writes a file unchanged, but with escaped control characters on a terminal. */
  readonly printFile: (text: string) => void;
  /** Writes bytes unchanged. */
  readonly writeBytes: (bytes: Uint8Array) => void;
  /** Writes a message for the person; a terminal shows its lines broken between words. */
  readonly say: (text: string) => void;
  /** Writes what is laid out already, for the person: a table, a picture, JSON. */
  readonly sayAsIs: (text: string) => void;
  /** Columns of the terminal that messages go to; `undefined` if it is none. */
  readonly messageWidth?: number;
  /** Shows on a terminal what is going on, in place of what it showed before; nothing if empty. */
  readonly showStatus: (text: string) => void;
  /** Ends the line of a question that was left unanswered, and of what is going on. */
  readonly endLine: () => void;
  /** Reads all of standard input. */
  readonly readInput: () => Promise<string>;
}

/** Opens a terminal on the standard streams of a process. */
export function openTerminal(streams: Streams): Terminal {
  const { stdin, stdout, stderr, noColor } = streams;
  const isTerminal = stdout.isTerminal();
  const statusLine = openStatusLine({
    isTerminal: stderr.isTerminal(),
    write: (text) => writeAll(stderr, text),
    measureWidth: () => measureWidth(streams),
  });
  const messageWidth = stderr.isTerminal() ? measureWidth(streams) : undefined;
  const questions = openQuestions(streams, messageWidth);
  const sayAsIs = (text: string) => {
    statusLine.show("");
    writeAll(stderr, escapeControlLines(text) + "\n");
  };
  return {
    canAsk: stdin.isTerminal() && stderr.isTerminal(),
    isRead: stderr.isTerminal(),
    messageWidth,
    output: {
      isTerminal,
      hasColor: isTerminal && !noColor,
      width: isTerminal ? measureWidth(streams) : undefined,
    },
    print: (text) => {
      statusLine.show("");
      printAll(stdout, text + "\n");
    },
    printFile: (text) =>
      printAll(
        stdout,
        isTerminal ? `${escapeControlLines(toPlainLines(text))}\n` : text,
      ),
    writeBytes: (bytes) => printAll(stdout, bytes),
    say: (text) => sayAsIs(wrapMessage(escapeControlLines(text), messageWidth)),
    sayAsIs,
    showStatus: statusLine.show,
    ...questions,
    endLine: () => {
      statusLine.end();
      questions.endLine();
    },
    readInput: async () => {
      if (stdin.isTerminal()) sayAsIs(`Type it here, and end it with ${nameEndOfInput(streams)}.`);
      return decode(await new Response(stdin.readable).bytes());
    },
  };
}

/** A text without what only files have: the mark at the beginning, and line ends of Windows. */
function toPlainLines(text: string): string {
  return text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n").trimEnd();
}

/** The keys that end the input at the beginning of a line. */
function nameEndOfInput({ build }: Streams): string {
  return build.os === "windows" ? "Ctrl-Z and Enter" : "Ctrl-D";
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CliError("usage", "Standard input is not valid UTF-8.");
  }
}

/** Writes data; throws `BrokenPipe` if the reader has closed the pipe. */
function printAll(stream: OutputStream, data: string | Uint8Array): void {
  try {
    writeAll(stream, data);
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe || !(error instanceof Error)) throw error;
    throw new CliError("failed", `Standard output could not be written: ${error.message}.`);
  }
}
