import { CliError } from "./cli_error.ts";
import { escapeControlLines } from "./escape_control.ts";
import { openPrompt } from "./prompt.ts";
import { openStatusLine } from "./status_line.ts";
import { wrapMessage } from "./wrap_message.ts";

/** The standard streams of a process, and its signals; the `Deno` namespace has them. */
interface Streams {
  readonly stdin: Pick<typeof Deno.stdin, "read" | "setRaw" | "isTerminal" | "readable">;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly noColor: boolean;
  readonly consoleSize: () => { readonly columns: number };
  readonly build: { readonly os: typeof Deno.build.os };
  readonly addSignalListener: typeof Deno.addSignalListener;
  readonly removeSignalListener: typeof Deno.removeSignalListener;
}

type OutputStream = Pick<typeof Deno.stdout, "writeSync" | "isTerminal">;

/** What a command reads from and writes to: data to standard output, messages to standard error. */
export interface Terminal {
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
  readonly ask: (question: string) => Promise<string>;
  /** Asks without showing what is typed. */
  readonly askSecret: (question: string) => Promise<string>;
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

function measureWidth({ consoleSize }: Streams): number | undefined {
  try {
    return consoleSize().columns || undefined; // 0 on a terminal that has no size
  } catch {
    return undefined;
  }
}

/** The keys that end the input at the beginning of a line. */
function nameEndOfInput({ build }: Streams): string {
  return build.os === "windows" ? "Ctrl-Z and Enter" : "Ctrl-D";
}

function openQuestions(
  streams: Streams,
  width: number | undefined,
): Pick<Terminal, "ask" | "askSecret" | "endLine"> {
  const { stdin, stderr } = streams;
  const { readLine, readHiddenLine } = openPrompt(stdin);
  let isLineOpen = false;
  function endLine(): void {
    if (isLineOpen) writeAll(stderr, "\n");
    isLineOpen = false;
  }
  return {
    ask: async (question) => {
      using _question = showQuestion(wrapMessage(question, width), streams);
      isLineOpen = true;
      try {
        const answer = await readLine();
        isLineOpen = false; // the terminal has echoed the Enter
        return answer;
      } finally {
        endLine();
      }
    },
    askSecret: async (question) => {
      const wrapped = wrapMessage(question, width);
      using _question = showQuestion(wrapped, streams, () => hideInput(streams));
      isLineOpen = true;
      try {
        return await readHiddenLine();
      } finally {
        stdin.setRaw(false);
        endLine();
      }
    },
    endLine,
  };
}

/** Turns the echo off. Ctrl-C, Ctrl-Z and Ctrl-\ stay signals where the system has them. */
function hideInput({ stdin, build }: Streams): void {
  stdin.setRaw(true, { cbreak: build.os !== "windows" });
}

/** Shows a question, and again after the process was stopped (Ctrl-Z) and goes on. */
function showQuestion(
  question: string,
  { stderr, build, addSignalListener, removeSignalListener }: Streams,
  prepare: () => void = () => {},
): Disposable {
  const show = () => {
    prepare(); // the shell has reset the terminal meanwhile
    writeAll(stderr, question);
  };
  show();
  if (build.os === "windows") return { [Symbol.dispose]: () => {} };
  addSignalListener("SIGCONT", show);
  return { [Symbol.dispose]: () => removeSignalListener("SIGCONT", show) };
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

function writeAll(stream: OutputStream, data: string | Uint8Array): void {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
}
