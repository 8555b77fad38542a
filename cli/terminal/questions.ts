import { openPrompt } from "./prompt.ts";
import { type Streams, writeAll } from "./streams.ts";
import { wrapMessage } from "./wrap_message.ts";

/** Asks the person at a terminal. */
export interface Questions {
  readonly ask: (question: string) => Promise<string>;
  /** Asks without showing what is typed. */
  readonly askSecret: (question: string) => Promise<string>;
  /** Ends the line of a question that was left unanswered. */
  readonly endLine: () => void;
}

/** Opens questions that are wrapped to the columns of a terminal. */
export function openQuestions(streams: Streams, width: number | undefined): Questions {
  const { stdin, stderr } = streams;
  const { readLine, readHiddenLine, forget } = openPrompt(stdin);
  let isLineOpen = false;
  function endLine(): void {
    if (isLineOpen) writeAll(stderr, "\n");
    isLineOpen = false;
  }
  return {
    ask: async (question) => {
      using _question = showQuestion(wrapMessage(question, width), { streams, forget });
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
      using _question = showQuestion(wrapped, {
        streams,
        forget,
        prepare: () => hideInput(streams),
      });
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

/** How a question is shown. */
interface QuestionOptions {
  readonly streams: Streams;
  /** Forgets what was typed so far. */
  readonly forget: () => void;
  /** Prepares the terminal. */
  readonly prepare?: () => void;
}

/**
 * Shows a question, and again after the process was stopped (Ctrl-Z) and goes on. Its answer then
 * begins anew: at Ctrl-Z the terminal throws away what was typed and not read yet, so nobody can
 * know how much of it has come.
 */
function showQuestion(
  question: string,
  { streams, forget, prepare = () => {} }: QuestionOptions,
): Disposable {
  const { stderr, build, addSignalListener, removeSignalListener } = streams;
  const show = () => {
    prepare(); // the shell has reset the terminal meanwhile
    writeAll(stderr, question);
  };
  show();
  if (build.os === "windows") return { [Symbol.dispose]: () => {} };
  const showAgain = () => {
    forget();
    show();
  };
  addSignalListener("SIGCONT", showAgain);
  return { [Symbol.dispose]: () => removeSignalListener("SIGCONT", showAgain) };
}
