import { joinWords, textWidth } from "./text_width.ts";

/**
 * Wraps the lines of a message at their spaces, so that a terminal need not break them within a
 * word. What is there to be copied stays on one line, however long: a command, an address, a code.
 */
export function wrapMessage(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  return text.split("\n").flatMap((line) => wrapLine(line, width)).join("\n");
}

function wrapLine(line: string, width: number): string[] {
  if (textWidth(line) <= width || COPIED_LINE.test(line)) return [line];
  const [indent = ""] = /^ */.exec(line) ?? [];
  const words = line.slice(indent.length).replaceAll(COPIED_COMMAND, keepTogether).split(" ");
  return joinWords(words, width - indent.length)
    .map((words) => indent + words.replaceAll(KEPT_SPACE, " "));
}

/** A line of its own for a command, with the variables it needs, or for an address. */
const COPIED_LINE = /^ +(circle |CIRCLE_\w+=|\w+:\/\/)/;

/** A command in a sentence: `Log in first: circle login --with-device`. */
const COPIED_COMMAND = /(?<=[:?.] )circle .+?(?=\. |$)/g;

/** Stands for the spaces within what is kept together; a message has no such character. */
const KEPT_SPACE = "\u0000";

function keepTogether(command: string): string {
  return command.replaceAll(" ", KEPT_SPACE);
}
