import type { Terminal } from "../../cli/terminal/terminal.ts";

/** A terminal that nobody sits at; it collects what is printed. */
export function createCollectingTerminal(printed: string[] = []): Terminal {
  const collect = (text: string) => void printed.push(text);
  const refuse = () => Promise.reject(new Error("nobody can be asked"));
  return {
    canAsk: false,
    isRead: false,
    output: { isTerminal: false, hasColor: false },
    print: collect,
    printFile: collect,
    writeBytes: () => {},
    say: collect,
    sayAsIs: collect,
    showStatus: () => {},
    ask: refuse,
    askSecret: refuse,
    readInput: refuse,
    endLine: () => {},
  };
}
