import type { Terminal } from "../terminal/terminal.ts";

/** Milliseconds that pass before anything is shown: most work is done by then. */
const PATIENCE = 1_000;
/** Milliseconds between two changes. */
const INTERVAL = 200;

/** Runs work that says what it is doing, and shows that on a terminal once it has taken a second. */
export async function withStatus<T>(
  { showStatus }: Pick<Terminal, "showStatus">,
  work: (say: (text: string) => void) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  let status = "";
  const timer = setInterval(() => {
    if (performance.now() - startedAt >= PATIENCE) showStatus(status);
  }, INTERVAL);
  try {
    return await work((text) => status = text);
  } finally {
    clearInterval(timer);
    showStatus("");
  }
}
