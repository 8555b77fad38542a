import { escapeControl } from "./escape_control.ts";
import { textWidth, truncateText } from "./text_width.ts";

/** One line at the end of the screen that says what is going on. */
interface StatusLine {
  /** Replaces the line; an empty text removes it. */
  readonly show: (text: string) => void;
  /** Leaves the line as it is, and begins another. */
  readonly end: () => void;
}

/** Columns of a terminal that does not say how many it has. */
const USUAL_WIDTH = 80;

/** Opens a line that is only shown on a terminal. */
export function openStatusLine({ isTerminal, write, measureWidth }: {
  readonly isTerminal: boolean;
  readonly write: (text: string) => void;
  readonly measureWidth: () => number | undefined;
}): StatusLine {
  let shown = "";
  return {
    show: (text) => {
      if (!isTerminal || text === shown) return;
      const erased = shown === "" ? "" : `\r${" ".repeat(textWidth(shown))}\r`;
      // A line that is as wide as the terminal would begin a second one.
      shown = truncateText(escapeControl(text), (measureWidth() ?? USUAL_WIDTH) - 1);
      write(erased + shown);
    },
    end: () => {
      if (shown !== "") write("\n");
      shown = "";
    },
  };
}
